import { beforeAll, describe, expect, it } from "vitest";
import { loadModel } from "../../../../lib/cli/load.ts";
import type { OutputFile } from "../../../../lib/emit/emit.ts";
import { emitKubernetes } from "../../../../lib/emit/kubernetes/index.ts";
import { kubernetesTarget } from "../../../../lib/emit/kubernetes/objects.ts";
import type { Model } from "../../../../lib/model/model.ts";
import { formatProblem } from "../../../../lib/model/problem.ts";
import type { KubernetesObject } from "../../../../lib/schemas/kubernetes.ts";
import { validateObjects } from "../../../../lib/schemas/validate-kubernetes.ts";
import { everyGlobal, everyReceiver } from "../../../support/every-receiver.ts";
import { publishedProblems } from "../../../support/published-kinds.ts";

let model: Model;
let files: OutputFile[];

beforeAll(async () => {
  model = await loadModel(".");
  files = emitKubernetes(model, kubernetesTarget(model));
});

const objectsOf = (all: readonly OutputFile[]) =>
  all.flatMap(({ document }) => (isObject(document) ? [document] : [])) as KubernetesObject[];
const isObject = (document: unknown): boolean =>
  (document as { metadata?: object } | undefined)?.metadata !== undefined;
const build = (changed: Partial<Model>): OutputFile[] => {
  const other = { ...model, ...changed };
  return emitKubernetes(other, kubernetesTarget(other));
};
const problems = (changed: Partial<Model>): string[] => validateObjects(build(changed)).map(formatProblem);

describe("the platform", () => {
  it("is what every kind's schema allows", () => {
    expect(validateObjects(files).map(formatProblem)).toEqual([]);
    expect(objectsOf(files).length).toBeGreaterThan(100);
  });

  it("is what the validators of the published definitions accept", async () => {
    const wrong = await Promise.all(objectsOf(files).map(publishedProblems));
    expect(wrong.flat()).toEqual([]);
  });

  it("is selected by kube-prometheus-stack as its values are by default", () => {
    const selected = objectsOf(files).filter(({ kind }) =>
      ["PrometheusRule", "ServiceMonitor", "PodMonitor", "Probe", "ScrapeConfig"].includes(kind),
    );
    expect(selected.every(({ metadata }) => metadata.labels.release === "kube-prometheus-stack")).toBe(true);
    const labelled = (label: string) =>
      objectsOf(files).filter(({ metadata }) => metadata.labels[label] === "1").length;
    expect(labelled("grafana_dashboard")).toBe(model.dashboards.length);
    expect(labelled("grafana_datasource")).toBe(model.datasources.length);
  });

  it("lists every file in its kustomization, and none that is not there", () => {
    const paths = new Set(files.map(({ path }) => path));
    for (const folder of ["base", "kube-prometheus-stack", "operators"]) {
      const list = files.find(({ path }) => path === `${folder}/kustomization.yaml`)?.document as {
        resources: string[];
      };
      const own = list.resources.filter((resource) => !resource.startsWith("..")).map((name) => `${folder}/${name}`);
      const made = [...paths].filter((path) => path.startsWith(`${folder}/`) && !/kustomization|values/.test(path));
      expect(own).toEqual(made.sort());
    }
  });
});

describe("validators", () => {
  it("of the published definitions refuse a wrong duration", async () => {
    const rule = objectsOf(files).find(({ kind }) => kind === "PrometheusRule") as { spec: { groups: object[] } };
    const broken = { ...rule, spec: { groups: [{ ...rule.spec.groups[0], interval: "15x" }] } };
    expect(await publishedProblems(broken as KubernetesObject)).toMatchObject([
      expect.stringContaining("/spec/groups/0/interval"),
    ]);
  });
});

describe("receivers", () => {
  const withReceivers = (names: readonly (keyof typeof everyReceiver)[]): Partial<Model> => {
    if (!model.alerting) throw new Error("the platform has no alerting");
    const all = { ...everyReceiver, webhook: { webhookConfigs: [{ urlFile: "webhook_url", maxAlerts: 10 }] } };
    const receivers = Object.fromEntries(names.map((name) => [name, all[name]]));
    const route = { ...model.alerting.definition.route, receiver: names[0], routes: [] } as never;
    const { jiraApiUrl: _, mattermostWebhookUrlFile: __, ...global } = everyGlobal;
    return {
      alerting: { ...model.alerting, definition: { ...model.alerting.definition, receivers, route, global } },
    };
  };
  const lacking = ["incidentio", "jira", "mattermost"] as const;
  const names = Object.keys(everyReceiver) as (keyof typeof everyReceiver)[];
  const known = names.filter((name) => !lacking.some((one) => one === name));

  it("of every channel that AlertmanagerConfig has are as it has them", async () => {
    const changed = withReceivers(known);
    expect(problems(changed)).toEqual([]);
    const objects = objectsOf(build(changed)).filter(({ kind }) => /^Alertmanager/.test(kind));
    expect((await Promise.all(objects.map(publishedProblems))).flat()).toEqual([]);
    const config = objects.find(({ kind }) => kind === "AlertmanagerConfig");
    if (config?.kind !== "AlertmanagerConfig") throw new Error("there is no AlertmanagerConfig");
    expect(config.spec.receivers).toMatchSnapshot();
  });

  it.each(lacking)("of %s are refused, since AlertmanagerConfig has none", (channel) => {
    expect(problems(withReceivers([channel]))).toContain(
      `alerting/alertmanager.ts › base/alertmanager/config.yaml › spec.receivers.0: AlertmanagerConfig: unknown field "${channel}Configs" (kubernetes)`,
    );
  });
});

describe("limits of Kubernetes", () => {
  it("a dashboard above 1 MiB is refused with its size", () => {
    const [first] = model.dashboards;
    if (!first) throw new Error("the platform has no dashboard");
    const big = { ...first, json: { ...first.json, description: "é".repeat(600_000) } };
    expect(problems({ dashboards: [big] })).toEqual([
      expect.stringMatching(
        /^dashboards\/business\.ts › base\/dashboards\/business\.yaml › data: is 12\d{5} bytes, and a ConfigMap holds 1048576 at most/,
      ),
    ]);
  });

  it("names that become one are refused, with both files", () => {
    const [first] = model.rules;
    if (!first) throw new Error("the platform has no rules");
    const rules = [first, { ...first, name: first.name.toUpperCase(), file: "rules/OTHER.ts" }];
    expect(problems({ rules })).toEqual([
      `${first.file} › base/prometheus-rules/${first.name}.yaml › metadata.name: is the name of rules/OTHER.ts too: Kubernetes ignores case, dots and underscores (kubernetes)`,
    ]);
  });

  it("names and labels that Kubernetes does not take are refused", () => {
    const object = (kind: string, name: string, more: object = {}): OutputFile => ({
      path: "x.yaml",
      source: "stack.ts",
      text: "",
      document: { apiVersion: "v1", kind, metadata: { name, namespace: "a", labels: {} }, ...more },
    });
    const service = { spec: { selector: { app: "a" }, ports: [{ name: "metrics", port: 1, targetPort: 1 }] } };
    const said = (file: OutputFile) => validateObjects([file]).map(({ message }) => message);
    expect(said(object("Service", "s".repeat(63), service))).toEqual([]);
    for (const name of ["s".repeat(64), "1st", "a.b"])
      expect(said(object("Service", name, service)).join()).toContain(`"${name}" names a Service`);
    const labels = (value: string) => ({
      metadata: { name: "a", namespace: "a", labels: { release: value } },
      data: {},
    });
    expect(said(object("ConfigMap", "a", labels("x".repeat(63))))).toEqual([]);
    expect(said(object("ConfigMap", "a", labels("x".repeat(64)))).join()).toContain("is no value of a label");
    expect(said(object("ConfigMap", "a", labels("-x"))).join()).toContain("is no value of a label");
    expect(said(object("ConfigMap", "a", { data: { "a b.tmpl": "x" } })).join()).toContain("is no key of a ConfigMap");
  });
});

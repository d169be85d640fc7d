import { deserialize, serialize } from "node:v8";
import { describe, expect, it } from "vitest";
import { comparable } from "../../../lib/cli/load/kept-results.ts";
import { composeTarget, type OutputFile, overriddenTarget } from "../../../lib/emit/emit.ts";
import { emit } from "../../../lib/emit/index.ts";
import { emitKubernetes } from "../../../lib/emit/kubernetes/index.ts";
import { kubernetesTarget } from "../../../lib/emit/kubernetes/objects.ts";
import type { Model } from "../../../lib/model/model.ts";
import { formatProblem } from "../../../lib/model/problem.ts";
import { validateFiles } from "../../../lib/schemas/validate.ts";
import { validateObjects } from "../../../lib/schemas/validate-kubernetes.ts";
import { everyFeature, everyScale } from "../../support/every-feature.ts";

/** What a small model with every feature becomes, to the byte: a diff of these files is a diff of what servers read. */
const folder = "../../fixtures/emitted";
/** @param refused fields that the published schema does not have: `build` refuses them */
const expectFiles = async (name: string, files: readonly OutputFile[], refused: readonly string[] = []) => {
  // A text that is held to the byte may still be wrong: each is also what its published schema allows.
  const validate = name.startsWith("kubernetes") ? validateObjects : validateFiles;
  const problems = validate(files).map(formatProblem);
  expect(problems).toEqual(refused.map((field) => expect.stringContaining(`unknown field "${field}"`)));
  const text = files.map((file) => `==> ${file.path} (from ${file.source})\n${file.text}`).join("\n");
  await expect(text).toMatchFileSnapshot(`${folder}/${name}.txt`);
};

const one = everyFeature();
const { "several-exporter": _, ...few } = one.stack;
const names = [
  "prometheus",
  "rules",
  "rule-tests",
  "alertmanager",
  "dashboards",
  "datasources",
  "loki",
  "promtail",
  "alloy",
  "blackbox",
  "runbooks",
] as const;

it.each(names)("emits %s for one machine", async (name) => {
  await expectFiles(name, emit(one, composeTarget(one), [name]));
});

it("emits dashboards in schema v2", async () => {
  const model = everyFeature(undefined, "v2");
  await expectFiles("dashboards-v2", emit(model, composeTarget(model), ["dashboards"]));
});

it("emits for processes at other addresses and sinks in place of the receivers", async () => {
  const addresses = {
    prometheus: "127.0.0.1:1",
    promtail: "[::1]:2",
    loki: "127.0.0.1:3",
    alertmanager: "127.0.0.1:4",
  };
  const delivery = { secretsFolder: "/sinks", global: { smtpSmarthost: "127.0.0.1:5" } };
  const target = { ...overriddenTarget(composeTarget(one), addresses), delivery };
  await expectFiles(
    "elsewhere",
    emit({ ...one, stack: few }, target, ["prometheus", "alertmanager", "datasources", "loki", "alloy"]),
  );
});

describe.each(["victoriametrics", "thanos", "mimir"] as const)("with %s", (kind) => {
  const model = everyFeature(everyScale[kind]);

  it("emits several of each server", async () => {
    const scaled = ["prometheus", "alertmanager", "datasources", "loki", "promtail", "alloy"] as const;
    await expectFiles(kind, emit(model, composeTarget(model), scaled));
  });

  it("emits the servers of Kubernetes", async () => {
    const files = kubernetes(model).filter(({ path }) => /servers|operators\/(?!grafana)|values|probe/.test(path));
    await expectFiles(`kubernetes-${kind}`, files);
  });
});

it("emits every object of Kubernetes for one machine", async () => {
  // The operator's AlertmanagerConfig has fewer fields than Alertmanager.
  const missing = [
    "labels",
    "incidentioConfigs",
    "jiraConfigs",
    "mattermostConfigs",
    "zulip_configs",
    "payload",
    "location",
  ];
  await expectFiles("kubernetes", kubernetes(one), missing);
});

it("emits nothing of what a model does not have", async () => {
  const { alerting: _, probes: __, retention: ___, compose: ____, ...rest } = one;
  const bare: Model = { ...rest, dashboards: [], rules: [], datasources: [], logs: [], logAlerts: [], stack: {} };
  await expectFiles("bare", [...emit(bare, composeTarget(bare), []), ...kubernetes(bare)]);
});

it.each<[string, Model]>([
  ["for one machine", one],
  ["in schema v2", everyFeature(undefined, "v2")],
  ...Object.entries(everyScale).map(([kind, scale]): [string, Model] => [`with ${kind}`, everyFeature(scale)]),
])("emits the same of what a kept list of files is compared by, %s", (_, model) => {
  const compared = deserialize(serialize(comparable(model))) as Model;
  expect(emit(compared, composeTarget(compared), [])).toEqual(emit(model, composeTarget(model), []));
  expect(kubernetes(compared)).toEqual(kubernetes(model));
});

function kubernetes(model: Model): OutputFile[] {
  return emitKubernetes(model, kubernetesTarget(model));
}

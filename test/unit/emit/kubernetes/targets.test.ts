import { expect, it } from "vitest";
import { loadModel } from "../../../../lib/cli/load.ts";
import { overriddenTarget, type Target } from "../../../../lib/emit/emit.ts";
import { emitKubernetes } from "../../../../lib/emit/kubernetes/index.ts";
import { expand, kubernetesTarget } from "../../../../lib/emit/kubernetes/objects.ts";
import { emitPrometheus } from "../../../../lib/emit/prometheus.ts";
import type { KubernetesObject } from "../../../../lib/schemas/kubernetes.ts";

type Labels = Record<string, string>;
interface Relabeling {
  readonly action?: string;
  readonly sourceLabels?: readonly string[];
  readonly targetLabel?: string;
  readonly replacement?: string;
  readonly regex?: string;
}

/** What prometheus-operator gives a target before our relabelling, as its generated configuration has it. */
const byOperator: Labels = {
  job: "the-service",
  instance: "10.0.0.7:1234",
  namespace: "monitoring",
  service: "the-service",
  pod: "the-pod-0",
  container: "main",
  endpoint: "metrics",
  __meta_kubernetes_pod_name: "the-pod-0",
  __meta_kubernetes_pod_node_name: "node-a",
  __meta_kubernetes_endpoint_address_target_name: "node-a",
};

function relabelled(labels: Labels, rules: readonly Relabeling[]): Labels {
  const result = { ...labels };
  for (const { action = "replace", sourceLabels = [], targetLabel = "", replacement = "$1", regex = "(.*)" } of rules) {
    const pattern = new RegExp(`^(?:${regex})$`);
    if (action === "labeldrop") for (const name of Object.keys(result)) if (pattern.test(name)) delete result[name];
    if (action !== "replace") continue;
    const match = pattern.exec(sourceLabels.map((name) => result[name] ?? "").join(";"));
    if (match)
      result[targetLabel] = replacement.replaceAll(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? "");
  }
  return Object.fromEntries(Object.entries(result).filter(([name]) => !name.startsWith("__")));
}

const relabelingsOf = (object: KubernetesObject): readonly Relabeling[] | undefined => {
  if (object.kind === "ServiceMonitor") return object.spec.endpoints[0]?.relabelings ?? [];
  if (object.kind === "PodMonitor") return object.spec.podMetricsEndpoints?.[0]?.relabelings ?? [];
  return undefined;
};

const model = await loadModel(".");
const target = kubernetesTarget(model);
const objects = emitKubernetes(model, target).flatMap(({ document }) => (document as KubernetesObject) ?? []);

function scrapeConfigs<T>(from: Target): readonly T[] {
  const [config] = emitPrometheus(model, from);
  const document = config?.document as { scrape_configs: readonly T[] } | undefined;
  return document?.scrape_configs ?? [];
}

it("gives every target the labels that it has in compose, and no other", () => {
  const monitors = objects.flatMap((object) => {
    const relabelings = relabelingsOf(object);
    return relabelings ? [relabelled(byOperator, relabelings)] : [];
  });
  const jobs = Object.entries(model.stack).filter(([, { scrape, external }]) => scrape && !external);
  expect(monitors.map(({ job }) => job).sort()).toEqual(jobs.map(([name]) => name).sort());
  for (const labels of monitors) {
    expect(
      Object.keys(labels)
        .filter((name) => name !== "backend")
        .sort(),
    ).toEqual(["instance", "job", "service"]);
    expect(labels.backend).toBe(model.stack[labels.job ?? ""]?.measures);
    expect(labels.service).toBe(labels.job);
    expect(labels.instance).toMatch(/^[a-z0-9-]+:\d+$/);
  }
  expect(monitors.find(({ job }) => job === "redis-exporter")?.instance).toBe("redis-exporter:9121");
  expect(monitors.find(({ job }) => job === "prometheus")?.instance).toBe("the-pod-0:9090");
  expect(monitors.find(({ job }) => job === "node-exporter")?.instance).toBe("node-a:9100");
});

it("scrapes each job as often as compose does, with its path and timeout", () => {
  const jobs = scrapeConfigs<Record<string, string>>(target);
  const settings = (interval?: string, timeout?: string) => ({ interval, timeout });
  for (const object of objects) {
    const endpoint =
      object.kind === "ServiceMonitor"
        ? object.spec.endpoints[0]
        : object.kind === "PodMonitor"
          ? object.spec.podMetricsEndpoints?.[0]
          : undefined;
    if (!endpoint) continue;
    const name = endpoint.relabelings?.find(({ targetLabel }) => targetLabel === "job")?.replacement;
    const job = jobs.find(({ job_name }) => job_name === name);
    expect(settings(endpoint.interval, endpoint.scrapeTimeout)).toEqual(
      settings(job?.scrape_interval, job?.scrape_timeout),
    );
  }
});

it("probes what the Blackbox exporter probes in compose, at overridden addresses too", () => {
  const moved = overriddenTarget(target, { redis: "redis.data.svc:6379", "blackbox-exporter": "probes:9115" });
  const probes = emitKubernetes(model, moved).flatMap(({ document }) => {
    const object = document as KubernetesObject | undefined;
    return object?.kind === "Probe" ? [object.spec] : [];
  });
  const inCompose = scrapeConfigs<ProbeJob>(moved)
    .filter(({ metrics_path }) => metrics_path === "/probe")
    .flatMap(({ job_name, static_configs }) =>
      static_configs.map(({ targets, labels }) => [job_name, targets[0], labels.service]),
    );
  const here = probes.map(({ jobName, targets }) => {
    const { static: [address] = [], labels } = targets?.staticConfig ?? {};
    return [jobName, address, labels?.service];
  });
  expect(here.sort()).toEqual(inCompose.sort());
  expect(here).toContainEqual(["blackbox-tcp", "redis.data.svc:6379", "redis"]);
  expect(probes.every(({ prober }) => prober?.url === "probes:9115")).toBe(true);
});

interface ProbeJob {
  readonly job_name: string;
  readonly metrics_path: string;
  readonly static_configs: readonly { targets: string[]; labels: { service: string } }[];
}

it.each([
  ["redis://@{REDIS_ADDRESS:-redis:6379}", "redis://$(REDIS_ADDRESS)", ["REDIS_ADDRESS=redis:6379"]],
  ["@{REDIS_PASSWORD:-}", "$(REDIS_PASSWORD)", ["REDIS_PASSWORD secret"]],
  ["@{POSTGRES_PASSWORD:+/run/secrets/postgres_password}", "/run/secrets/postgres_password", []],
  ["--exclude=^/(dev|proc)($$|/)", "--exclude=^/(dev|proc)($|/)", []],
  ["@{A}/@{B-b}", "$(A)/$(B)", ["A=", "B=b"]],
])("reads the variables of %s", (value, text, variables) => {
  const expanded = expand(value.replaceAll("@{", "${"));
  expect(expanded.text).toBe(text);
  expect(
    expanded.variables.map(({ name, fallback, secret }) => (secret ? `${name} secret` : `${name}=${fallback}`)),
  ).toEqual(variables);
});

it("gives a container its variables before the values that refer to them, and no secret's value", () => {
  const deployments = objects.flatMap((object) => (object.kind === "Deployment" ? [object] : []));
  expect(deployments.map(({ metadata }) => metadata.name)).toContain("fraud-detection-exporter");
  for (const { spec, metadata } of deployments) {
    const [container] = spec.template.spec?.containers ?? [];
    const names = (container?.env ?? []).map(({ name }) => name);
    expect(new Set(names).size, metadata.name).toBe(names.length);
    (container?.env ?? []).forEach(({ name, value = "" }, i) => {
      const referred = [...value.matchAll(/\$\((\w+)\)/g)].map(([, variable]) => variable ?? "");
      for (const variable of referred) expect(names.indexOf(variable)).toBeLessThan(i);
      if (/PASSWORD$|TOKEN$/.test(name)) expect(value).toBe("");
    });
    expect(spec.template.spec?.securityContext?.runAsNonRoot).toBe(true);
    expect(container?.readinessProbe?.httpGet?.path).toBe(
      Object.values(model.stack).find(({ port }) => port === container?.ports?.[0]?.containerPort)?.health,
    );
  }
});

import { secretFiles } from "../alerting/receivers.ts";
import { type ComposeService, containerPort } from "../model/compose.ts";
import type { Model, Service } from "../model/model.ts";
import { alertingExample } from "./alerting/example.ts";
import type { Check } from "./check.ts";
import { exampleModel, exampleService } from "./example.ts";
import { didYouMean } from "./suggest.ts";
import type { Where } from "./walk.ts";

/** Every container that runs a service of the stack, with that service. */
function* containersOf(
  model: Model,
): Generator<{ name: string; service: Service; container: ComposeService; where: Where }> {
  const { compose, stack } = model;
  if (!compose) return;
  for (const [name, service] of Object.entries(stack)) {
    const host = service.host ?? name;
    const container = compose.definition.services[host];
    if (container) yield { name: host, service, container, where: { file: compose.file, path: ["services", host] } };
  }
}

const sound: ComposeService = {
  image: "prom/node-exporter:v1.12.1",
  container_name: "node-exporter",
  ports: ["127.0.0.1:9100:9100"],
  healthcheck: { test: ["CMD", "wget", "-qO-", "http://127.0.0.1:9100/"] },
};

/** A compose file of one valid service, with a check's changes. */
const composeExample = (changes: Partial<ComposeService> = {}, name = "node-exporter"): Model => ({
  ...exampleModel({ stack: { "node-exporter": exampleService({ health: "/" }) } }),
  compose: {
    name: "docker-compose.monitoring",
    file: "compose/docker-compose.monitoring.yml",
    definition: { services: { [name]: { ...sound, ...changes } } },
  },
});

const composeHealth: Check = {
  name: "compose-health",
  why: "Without a health check, or with one of another address, a server that hangs counts as running.",
  *find(model) {
    for (const { service, container, where } of containersOf(model)) {
      const { healthcheck } = container;
      if (!healthcheck) {
        yield { ...where, message: "has no health check" };
        continue;
      }
      const asked = /http:\/\/127\.0\.0\.1:(\d+)(\S*)/.exec(healthcheck.test.join(" "));
      const expected = `${service.port}${service.health ?? ""}`;
      if (asked && `${asked[1]}${asked[2]}` !== expected)
        yield { ...where, message: `its health check requests ${asked[1]}${asked[2]}, but stack.ts has ${expected}` };
    }
  },
  bad: () => composeExample({ healthcheck: { test: ["CMD", "wget", "-qO-", "http://127.0.0.1:9100/healthy"] } }),
  good: () => composeExample(),
};

const composeImage: Check = {
  name: "compose-image",
  why: "An image without a version changes without notice.",
  *find({ compose }) {
    for (const [name, { image = "" }] of Object.entries(compose?.definition.services ?? {}))
      if (!isPinned(image))
        yield {
          file: compose?.file ?? "",
          path: ["services", name],
          message: `image "${image}" is not pinned to a version`,
          hint: "write the full version, such as prom/prometheus:v3.13.3",
        };
  },
  bad: () => composeExample({ image: "prom/node-exporter:latest" }),
  good: () => composeExample(),
};

/** A tag with at least two numbers, or a digest. */
const isPinned = (image: string): boolean => /:v?\d+\.\d+[\w.-]*$/.test(image) || /@sha256:[0-9a-f]{64}$/.test(image);

const flag = "--storage.tsdb.retention.time=";

const composeRetention: Check = {
  name: "compose-retention",
  why: "Prometheus takes its retention from a flag: with another value than in retention.ts it deletes data too early or too late.",
  *find({ compose, retention }) {
    const prometheus = compose?.definition.services.prometheus;
    if (!compose || !retention || !prometheus) return;
    if (prometheus.command?.includes(flag + retention.metrics)) return;
    yield {
      file: compose.file,
      path: ["services", "prometheus", "command"],
      message: `does not keep metrics for ${retention.metrics}`,
      hint: `add ${flag}${retention.metrics}`,
    };
  },
  bad: () => withRetention("15d"),
  good: () => withRetention("30d"),
};

const withRetention = (time: string): Model => ({
  ...composeExample({ command: [flag + time] }, "prometheus"),
  retention: { metrics: "30d", logs: "168h" },
});

const composeSecret: Check = {
  name: "compose-secret",
  why: "Alertmanager reads a secret's file only when it sends: without the file, the first notification fails.",
  *find({ alerting, compose }) {
    const container = compose?.definition.services.alertmanager;
    if (!alerting || !compose || !container) return;
    const { secretsFolder } = alerting.definition;
    const mounted = new Set(mountsOf(container));
    for (const name of new Set(secretFiles(alerting.definition)))
      if (!mounted.has(`${secretsFolder}/${name}`))
        yield {
          file: compose.file,
          path: ["services", "alertmanager", "secrets"],
          message: `"${name}", which ${alerting.file} needs, is not mounted`,
          hint: `add { source: ${name}, target: ${secretsFolder}/${name} }`,
        };
  },
  bad: () => withAlertmanager({ secrets: [] }),
  good: () =>
    withAlertmanager({
      secrets: ["slack_webhook_url", "pagerduty_platform"].map((source) => ({ source, target: `/secrets/${source}` })),
    }),
};

const mountsOf = ({ secrets = [] }: ComposeService): string[] =>
  secrets.map((secret) =>
    typeof secret === "string" ? `/run/secrets/${secret}` : (secret.target ?? `/run/secrets/${secret.source}`),
  );

const withAlertmanager = (container: Partial<ComposeService>): Model => ({
  ...composeExample(container, "alertmanager"),
  ...alertingExample({}),
});

const composeService: Check = {
  name: "compose-service",
  why: "A service without a container, or whose container has another name or port, cannot be reached.",
  *find(model) {
    const { compose, stack, settings } = model;
    if (!compose) return;
    const { file, definition } = compose;
    for (const [name, { host = name, external }] of Object.entries(stack))
      if (!external && !(host in definition.services)) {
        const hint =
          didYouMean(host, Object.keys(definition.services)) ?? "add it, or set `external: true` in stack.ts";
        yield { file, path: ["services"], message: `no container for "${host}" of stack.ts`, hint };
      }
    for (const { name, service, container, where } of containersOf(model)) {
      const { containerPrefix } = settings.compose;
      if (containerPrefix !== undefined && container.container_name !== containerPrefix + name)
        yield {
          ...where,
          message: `container_name is not "${containerPrefix}${name}"`,
          hint: "name it so, or change compose.containerPrefix in monitoring.config.ts",
        };
      // A service without pages need not be published; one that is published has its own port.
      const isOpen = service.ui !== undefined || container.ports !== undefined;
      if (isOpen && !container.ports?.some((port) => containerPort(port) === service.port))
        yield { ...where, message: `does not publish ${service.port}, its port in stack.ts` };
      if (service.insteadOf && !container.profiles)
        yield { ...where, message: `runs beside "${service.insteadOf}"`, hint: "give each of the two a profile" };
    }
  },
  bad: () => composeExample({ ports: ["127.0.0.1:9100:9101"] }),
  good: () => composeExample(),
};

/** Checks of the compose file: it runs the services of stack.ts, under the same names. */
export const composeChecks: readonly Check[] = [
  composeHealth,
  composeImage,
  composeRetention,
  composeSecret,
  composeService,
];

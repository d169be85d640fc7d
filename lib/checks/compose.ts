import { secretFiles } from "../alerting/receivers.ts";
import { type ComposeService, containerPort } from "../model/compose.ts";
import type { Model, Service } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";
import type { Check, Where } from "./check.ts";

/** Every container that runs a service of the stack, with that service. */
function* containersOf(
  model: Model,
): Generator<{ name: string; service: Service; container: ComposeService; where: Where }> {
  const { compose, stack, overlay } = model;
  for (const [name, service] of Object.entries(stack)) {
    const host = service.host ?? name;
    // What the overlay changes of a container of the main file is not the whole container.
    for (const file of [compose, overlay]) {
      const container = file?.definition.services[host];
      if (!file || !container) continue;
      yield { name: host, service, container, where: { file: file.file, path: ["services", host] } };
      break;
    }
  }
}

const composeHealth: Check = {
  name: "compose-health",
  description: "Without a health check, or with one of another address, a server that hangs counts as running.",
  *find(model) {
    for (const { service, container, where } of containersOf(model)) {
      const { healthcheck } = container;
      const expected = `${service.port}${service.health ?? ""}`;
      if (!healthcheck) {
        const hint = `add one, such as test: ["CMD", "wget", "-qO-", "http://127.0.0.1:${expected}"]`;
        yield { ...where, message: "has no health check", hint };
        continue;
      }
      const [, asked] = /http:\/\/127\.0\.0\.1:(\d+\S*)/.exec(healthcheck.test.join(" ")) ?? [];
      if (asked !== undefined && asked !== expected)
        yield {
          ...where,
          message: `its health check requests ${asked}, but stack.ts has ${expected}`,
          hint: "request this one, or change `port` and `health` in stack.ts",
        };
    }
  },
};

const composeImage: Check = {
  name: "compose-image",
  description: "An image without a version changes without notice.",
  *find({ compose }) {
    // What is built on the spot has no image.
    for (const [name, { image }] of Object.entries(compose?.definition.services ?? {}))
      if (image !== undefined && !isPinned(image))
        yield {
          file: compose?.file ?? "",
          path: ["services", name],
          message: `image "${image}" is not pinned to a version`,
          hint: "write the full version, such as prom/prometheus:v3.13.3",
        };
  },
};

/** A tag with at least two numbers, or a digest. */
const isPinned = (image: string): boolean => /:v?\d+\.\d+[\w.-]*$/.test(image) || /@sha256:[0-9a-f]{64}$/.test(image);

const flag = "--storage.tsdb.retention.time=";

const composeRetention: Check = {
  name: "compose-retention",
  description:
    "Prometheus takes its retention from a flag: with another value than in retention.ts it deletes data too early or too late.",
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
};

const composeSecret: Check = {
  name: "compose-secret",
  description: "Alertmanager reads a secret's file only when it sends: without the file, the first notification fails.",
  *find({ alerting, compose }) {
    const container = compose?.definition.services.alertmanager;
    if (!alerting || !compose || !container) return;
    const { secretsFolder } = alerting.definition;
    const mounted = new Set(mountsOf(container));
    for (const name of secretFiles(alerting.definition))
      if (!mounted.has(`${secretsFolder}/${name}`))
        yield {
          file: compose.file,
          path: ["services", "alertmanager", "secrets"],
          message: `"${name}", which ${alerting.file} needs, is not mounted`,
          hint: `add { source: ${name}, target: ${secretsFolder}/${name} }`,
        };
  },
};

const mountsOf = ({ secrets = [] }: ComposeService): string[] =>
  secrets.map((secret) =>
    typeof secret === "string" ? `/run/secrets/${secret}` : (secret.target ?? `/run/secrets/${secret.source}`),
  );

const composeService: Check = {
  name: "compose-service",
  description: "A service without a container, or whose container has another name or port, cannot be reached.",
  *find(model) {
    const { compose, stack, settings, overlay } = model;
    if (!compose) return;
    const { file, definition } = compose;
    const names = Object.keys({ ...definition.services, ...overlay?.definition.services });
    const containers = Object.values(definition.services);
    const hosts = Object.entries(stack).map(([name, { host = name, external }]) => ({ host, external }));
    const others = names.filter((name) => !hosts.some(({ host }) => host === name));
    for (const { host, external } of hosts)
      if (!external && !names.includes(host)) {
        const hint = didYouMean(host, others) ?? "add it, or set `external: true` in stack.ts";
        yield { file, path: ["services"], message: `no container for "${host}" of stack.ts`, hint };
      }
    for (const { name, service, container, where } of containersOf(model)) {
      const { containerPrefix } = settings.compose;
      if (containerPrefix !== undefined && container.container_name !== containerPrefix + name)
        yield {
          ...where,
          message: `container_name is not "${containerPrefix}${name}"`,
          hint: "set it to this name, or change compose.containerPrefix in monitoring.config.ts",
        };
      // A service without pages need not be published; one that is published has its own port. A proxy may publish it.
      const isOpen = service.ui !== undefined || container.ports !== undefined;
      if (isOpen && !publishedPorts(container.ports ? [container] : containers).has(service.port))
        yield {
          ...where,
          message: `does not publish ${service.port}, its port in stack.ts`,
          hint: "add it to `ports`, or change `port` in stack.ts",
        };
      if (service.insteadOf && !container.profiles)
        yield {
          ...where,
          message: `runs together with "${service.insteadOf}"`,
          hint: "give each of the two a profile",
        };
    }
  },
};

const publishedPorts = (containers: readonly ComposeService[]): ReadonlySet<number | undefined> =>
  new Set(containers.flatMap(({ ports = [] }) => ports.map(containerPort)));

/** Checks of the compose file: it runs the services of stack.ts, under the same names. */
export const composeChecks: readonly Check[] = [
  composeHealth,
  composeImage,
  composeRetention,
  composeSecret,
  composeService,
];

import { secretFiles } from "../alerting/receivers.ts";
import { gossipOf } from "../emit/alertmanager.ts";
import { type ComposeService, containerPort } from "../model/compose.ts";
import { type Duration, durationSeconds } from "../model/duration.ts";
import type { Model, Service } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";
import { instanceNames, replicaName, rulesAt, type Scale } from "../model/scale.ts";
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
};

const composeImage: Check = {
  name: "compose-image",
  description: "An image without a version changes without notice.",
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
    for (const name of new Set(secretFiles(alerting.definition)))
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
    for (const [name, { host = name, external }] of Object.entries(stack))
      if (!external && !names.includes(host)) {
        const hint = didYouMean(host, names) ?? "add it, or set `external: true` in stack.ts";
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
        yield { ...where, message: `does not publish ${service.port}, its port in stack.ts` };
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

const file = "scale.ts";

const scaleService: Check = {
  name: "scale-service",
  description: "What scale.ts refers to must be a service of the stack, or of its own `services`: it has an address.",
  *find({ scale, stack }) {
    const { store } = scale ?? {};
    for (const [field, name] of [
      ["service", store?.service],
      ["queryService", store?.queryService],
    ] as const)
      if (name !== undefined && !(name in stack))
        yield {
          file,
          path: ["store", field],
          message: `no service "${name}"`,
          hint: "add it to `services` of scale.ts",
        };
  },
};

const scaleRules: Check = {
  name: "scale-rules",
  description:
    "With shards no Prometheus has all series: without a store that evaluates rules, alerts would miss some.",
  *find({ scale }) {
    if (!scale) return;
    const shards = scale.prometheus?.shards ?? 1;
    if (shards > 1 && (!scale.store || rulesAt(scale) === "replicas"))
      yield {
        file,
        path: ["prometheus", "shards"],
        message: `${shards} shards, and rules that only one of them would evaluate over its own targets`,
        hint: 'set a store, with `rules: "store"`, or one shard',
      };
  },
};

const scaleTenant: Check = {
  name: "scale-tenant",
  description: "Where Loki has tenants, lines without a tenant are refused.",
  *find({ scale }) {
    const { tenants, tenant } = scale?.loki ?? {};
    if (tenants && tenant === undefined)
      yield { file, path: ["loki", "tenant"], message: "is missing: Alloy would write without a tenant" };
    if (tenants && tenant !== undefined && !(tenant in tenants))
      yield { file, path: ["loki", "tenant"], message: `"${tenant}" is none of ${Object.keys(tenants).join(", ")}` };
  },
};

const scaleCompose: Check = {
  name: "scale-compose",
  description:
    "The compose overlay starts as many instances as scale.ts says, and gives each the addresses of the others.",
  *find(model) {
    const { scale, overlay } = model;
    if (!scale || !overlay) return;
    const containers = { ...model.compose?.definition.services, ...overlay.definition.services };
    for (const { service, message } of overlayProblems(model, scale, containers))
      yield { file: overlay.file, path: ["services", service], message };
  },
};

interface OverlayProblem {
  readonly service: string;
  readonly message: string;
}

type Containers = Readonly<Record<string, ComposeService>>;

function* overlayProblems(model: Model, scale: Scale, containers: Containers): Generator<OverlayProblem> {
  for (const service of ["prometheus", "alertmanager", "grafana"]) {
    const names = instanceNames(service, scale);
    for (const name of names) if (!containers[name]) yield { service: name, message: "is missing: scale.ts counts it" };
    const next = replicaName(service, names.length + 1);
    if (containers[next]) yield { service: next, message: `is one more than scale.ts counts (${names.length})` };
  }
  yield* alertmanagerProblems(model, scale, containers);
  yield* storeProblems(model, scale, containers);
}

/** Every Alertmanager has the address of every other, and waits as long as the routes allow. */
function* alertmanagerProblems(model: Model, scale: Scale, containers: Containers): Generator<OverlayProblem> {
  const names = instanceNames("alertmanager", scale);
  if (names.length < 2 || !model.alerting) return;
  const { peerTimeout, pushPullInterval } = gossipOf(model.alerting.definition, names.length);
  for (const name of names) {
    const wanted = [
      ...names.filter((other) => other !== name).map((other) => `--cluster.peer=${other}:9094`),
      `--cluster.peer-timeout=${peerTimeout}s`,
      `--cluster.pushpull-interval=${pushPullInterval}s`,
    ];
    const missing = wanted.filter((flag) => !containers[name]?.command?.includes(flag));
    if (containers[name] && missing.length > 0)
      yield { service: name, message: `its command lacks ${missing.join(" ")}` };
  }
}

/** VictoriaMetrics removes copies within an interval: longer than the shortest scrape interval, it removes more. */
function* storeProblems(
  { stack }: Model,
  { store, prometheus }: Scale,
  containers: Containers,
): Generator<OverlayProblem> {
  const container = store?.kind === "victoriametrics" ? containers[store.service] : undefined;
  if (!store || !container || (prometheus?.replicas ?? 1) < 2) return;
  const intervals = Object.values(stack).flatMap(({ scrape }) => (scrape ? [scrape.interval] : []));
  const shortest = intervals.sort((a, b) => durationSeconds(a) - durationSeconds(b))[0];
  const flag = "-dedup.minScrapeInterval=";
  const found = container.command?.find((word) => word.startsWith(flag))?.slice(flag.length) as Duration | undefined;
  if (shortest !== undefined && (found === undefined || durationSeconds(found) !== durationSeconds(shortest)))
    yield { service: store.service, message: `its command lacks ${flag}${shortest}, the shortest scrape interval` };
}

export const scaleChecks = [scaleService, scaleRules, scaleTenant, scaleCompose];

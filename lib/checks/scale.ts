import { gossipOf } from "../emit/alertmanager.ts";
import type { ComposeService } from "../model/compose.ts";
import { type Duration, durationSeconds } from "../model/duration.ts";
import type { Model } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";
import { instanceNames, replicaName, rulesAt, type Scale } from "../model/scale.ts";
import type { Check } from "./check.ts";

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
    // Receive takes samples and answers no queries.
    if (store?.kind === "thanos" && store.queryService === undefined)
      yield {
        file,
        path: ["store", "queryService"],
        message: `is missing: Grafana would query "${store.service}", which takes samples`,
        hint: "name the service that runs Thanos Query",
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
      yield {
        file,
        path: ["loki", "tenant"],
        message: "is missing: Alloy would write without a tenant",
        hint: `name one of ${Object.keys(tenants).join(", ")}`,
      };
    if (tenants && tenant !== undefined && !(tenant in tenants))
      yield {
        file,
        path: ["loki", "tenant"],
        message: `no tenant "${tenant}"`,
        hint: didYouMean(tenant, Object.keys(tenants)) ?? `name one of ${Object.keys(tenants).join(", ")}`,
      };
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
    for (const { service, message, hint } of overlayProblems(model, scale, containers))
      yield { file: overlay.file, path: ["services", service], message, hint };
  },
};

interface OverlayProblem {
  readonly service: string;
  readonly message: string;
  readonly hint: string;
}

type Containers = Readonly<Record<string, ComposeService>>;

function* overlayProblems(model: Model, scale: Scale, containers: Containers): Generator<OverlayProblem> {
  for (const service of ["prometheus", "alertmanager", "grafana"]) {
    const names = instanceNames(service, scale);
    const hint = "start as many containers as scale.ts says, or change its number";
    for (const name of names)
      if (!containers[name]) yield { service: name, message: "is missing: scale.ts counts it", hint };
    const next = replicaName(service, names.length + 1);
    if (containers[next]) yield { service: next, message: `is one more than scale.ts counts (${names.length})`, hint };
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
      yield {
        service: name,
        message: `lacks flags that each of ${names.length} Alertmanagers needs`,
        hint: addTo(missing),
      };
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
    yield {
      service: store.service,
      message: `does not remove copies within ${shortest}, the shortest scrape interval`,
      hint: addTo([`${flag}${shortest}`]),
    };
}

const addTo = (flags: readonly string[]): string => `add to its command: ${flags.join(" ")}`;

/** Checks of scale.ts, and of the compose overlay that starts what it counts. */
export const scaleChecks: readonly Check[] = [scaleService, scaleRules, scaleTenant, scaleCompose];

import type { Service } from "bigdata-monitoring";
import { composeTarget, probeScrapeConfigs, type Target } from "bigdata-monitoring/api";
import probeContract from "bigdata-monitoring/catalogs/blackbox-probe";
import { probes } from "../../probes.ts";
import { type ServiceName, stack } from "../../stack.ts";
import type { Instance } from "../platforms/platform.ts";
import { usual } from "./conditions.ts";
import { type Registry, registry } from "./registry.ts";
import type { Tick } from "./tick.ts";

/** A target as Prometheus labels it. */
export interface TargetLabels {
  readonly job: string;
  readonly instance: string;
  readonly service: string;
  readonly cluster?: string;
  readonly environment?: string;
  /** Of exporters and probes of a database or broker. */
  readonly backend?: string;
}

/** The compose network's addresses. */
export const composed: Target = composeTarget({ stack, probes });

/** Labels of a scraped service. */
export function targetLabels(service: string, target: Target, instance: Instance = {}): TargetLabels {
  const { measures: backend }: Service = stack[service as ServiceName];
  return {
    job: service,
    instance: instance.instance ?? target.address(service),
    service,
    ...(backend !== undefined && { backend }),
    ...(instance.cluster !== undefined && { cluster: instance.cluster }),
    ...(instance.environment !== undefined && { environment: instance.environment }),
  };
}

export interface Probe {
  readonly labels: TargetLabels;
  readonly registry: Registry<typeof probeContract>;
}

interface ProbeJob {
  readonly job_name: string;
  readonly static_configs: readonly {
    readonly targets: readonly string[];
    readonly labels: Omit<TargetLabels, "job" | "instance">;
  }[];
}

/** Every probed target, as the emitted configuration has them. */
export function probedTargets(target: Target): Probe[] {
  const model = { stack, probes } as unknown as Parameters<typeof probeScrapeConfigs>[0];
  const jobs = probeScrapeConfigs(model, target) as unknown as ProbeJob[];
  return jobs.flatMap(({ job_name: job, static_configs }) =>
    static_configs.flatMap(({ targets, labels }) =>
      targets.map((instance) => ({ labels: { job, instance, ...labels }, registry: registry(probeContract) })),
    ),
  );
}

const day = 86_400;

/** What a probe finds. A service that does not answer is refused at once, and has no certificate to show. */
export function updateProbe(
  { labels, registry }: Probe,
  up: boolean,
  begin: number,
  { time, flows, near, conditions }: Tick,
): void {
  const { service, job } = labels;
  const duration = job === "blackbox-http" ? 0.012 + 0.01 * flows.load : 0.002;
  registry.set("probe_success", {}, up ? 1 : 0);
  registry.set("probe_duration_seconds", {}, up ? near(`${service} ${job}`, duration, 0.3) : 0.001);
  const secure = up && job === "blackbox-http" && service === "grafana";
  const renewed = conditions.certificateDays === usual.certificateDays ? begin : Math.floor(time / day) * day;
  const expires = renewed + conditions.certificateDays * day;
  registry.set("probe_ssl_earliest_cert_expiry", {}, secure ? expires : undefined);
}

import type { ProbeKind, Probes, ProbeTarget } from "../model/facts.ts";
import type { Model, Stack } from "../model/model.ts";
import { sourceLabels, type TargetSource } from "../model/targets.ts";
import type { RelabelConfig, ScrapeConfig } from "../schemas/documents.ts";
import { type Emitter, type Target, yamlFile } from "./emit.ts";
import { addressesIn, configNameOf, type Discovery, discoveriesOf, isFound, isListed, jobLabel } from "./targets.ts";

/** `blackbox/blackbox.yml`. IPv4 is preferred, since Docker's networks have no IPv6 by default. */
export const emitBlackbox: Emitter = ({ probes }) =>
  probes
    ? [
        yamlFile("blackbox/blackbox.yml", "probes.ts", {
          modules: {
            http: {
              prober: "http",
              timeout: probes.modules.http.timeout,
              http: {
                valid_status_codes: probes.modules.http.statusCodes,
                follow_redirects: probes.modules.http.followRedirects,
                preferred_ip_protocol: "ip4",
              },
            },
            tcp: { prober: "tcp", timeout: probes.modules.tcp.timeout, tcp: { preferred_ip_protocol: "ip4" } },
            icmp: { prober: "icmp", timeout: probes.modules.icmp.timeout, icmp: { preferred_ip_protocol: "ip4" } },
          },
        }),
      ]
    : [];

/**
 * Scrape jobs `blackbox-http`, `blackbox-tcp` and `blackbox-icmp`: the exporter is scraped once for each target;
 * the results have the target's address as `instance` and its name as `service`. Targets that are found and not listed
 * have scrape configs of their own.
 * Source: https://prometheus.io/docs/guides/multi-target-exporter/
 */
export function probeScrapeConfigs({ stack, probes }: Model, target: Target): ScrapeConfig[] {
  if (!probes) return [];
  const prober = { target_label: "__address__", replacement: target.address("blackbox-exporter") };
  const instance = { source_labels: ["__param_target"], target_label: "instance" };
  const base = (kind: string) => ({
    scrape_interval: probes.interval,
    metrics_path: "/probe",
    params: { module: [kind] },
  });
  const listed = Object.entries(probeTargets(stack, probes, target)).map(([kind, targets]) => ({
    job_name: `blackbox-${kind}`,
    ...base(kind),
    static_configs: targets.map(({ address, labels }) => ({ targets: [address], labels })),
    relabel_configs: [{ source_labels: ["__address__"], target_label: "__param_target" }, instance, prober],
  }));
  const found = foundProbes(stack, probes).map(({ name, kind, discovery, probed }) => ({
    job_name: `blackbox-${kind}/${name}`,
    ...base(kind),
    ...discovery.sections,
    relabel_configs: [jobLabel(`blackbox-${kind}`), ...discovery.relabeling, probed, instance, prober],
  }));
  return [...listed, ...found];
}

/** What is probed under one name. */
interface Probed {
  readonly name: string;
  readonly port: number;
  readonly health: string | undefined;
  readonly targets: readonly TargetSource[] | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly kinds: readonly ProbeKind[];
}

/** Services by their health path, backends by theirs or by TCP, and the backends' hosts by ICMP. */
function probedOf(stack: Stack, probes: Probes): Probed[] {
  // Of two services that do the same work one is always absent: that is no outage.
  const services = Object.entries(stack).filter(
    ([, { insteadOf, health }]) => insteadOf === undefined && health !== undefined,
  );
  return [
    ...services.map(([name, { port, health, targets }]) => ({
      ...{ name, port, health, targets, labels: { service: name } },
      kinds: ["http"] as const,
    })),
    ...Object.entries(probes.backends).map(([name, { port, health, targets }]) => ({
      ...{ name, port, health, targets, labels: { service: name, backend: name } },
      kinds: [health === undefined ? "tcp" : "http", "icmp"] as const,
    })),
  ];
}

/** Targets by kind whose addresses are known. A service without `targets` has one. */
export function probeTargets(stack: Stack, probes: Probes, target: Target): Record<ProbeKind, ProbeTarget[]> {
  const all = probedOf(stack, probes).flatMap(({ name, port, health = "", targets, labels, kinds }) => {
    const listed = targets?.filter(isListed) ?? [];
    const addresses = targets
      ? listed.flatMap((source) =>
          addressesIn(source, port).map((address) => ({ address, labels: { ...labels, ...sourceLabels(source) } })),
        )
      : [{ address: target.address(name), labels }];
    return addresses.flatMap((one) =>
      kinds.map((kind) => ({ ...one, service: name, kind, address: asProbed(kind, one.address, health) })),
    );
  });
  const of = (wanted: ProbeKind): ProbeTarget[] => {
    const some = all.filter(({ kind }) => kind === wanted).map(({ kind: _, ...probe }) => probe);
    // Two servers of one machine share its address.
    return some.filter(
      ({ service, address }, i) => some.findIndex((one) => one.service === service && one.address === address) === i,
    );
  };
  const sites = Object.entries(probes.sites ?? {}).map(([service, { url }]) => ({
    ...{ service, address: url, labels: { service } },
  }));
  return { http: [...of("http"), ...sites], tcp: of("tcp"), icmp: of("icmp") };
}

function asProbed(kind: ProbeKind, address: string, health: string): string {
  if (kind === "http") return `http://${address}${health}`;
  return kind === "tcp" ? address : address.slice(0, address.lastIndexOf(":"));
}

/** Probes of targets that Prometheus finds itself. */
interface FoundProbe {
  /** Such as `kafka-exporter`, or `kafka-exporter/2` where a service has several sources. */
  readonly name: string;
  readonly service: string;
  readonly kind: ProbeKind;
  readonly discovery: Discovery;
  /** Sets what is probed from the address that was found. */
  readonly probed: RelabelConfig;
}

export const foundProbes = (stack: Stack, probes: Probes): FoundProbe[] =>
  probedOf(stack, probes).flatMap(({ name, port, health = "", targets = [], labels, kinds }) => {
    const found = targets.filter(isFound);
    return discoveriesOf(found, port, labels).flatMap((discovery, i) =>
      kinds.map((kind) => ({
        name: configNameOf(name, i),
        ...{ service: name, kind, discovery },
        probed: { source_labels: ["__address__"], target_label: "__param_target", ...rewriting(kind, health) },
      })),
    );
  });

function rewriting(kind: ProbeKind, health: string): Pick<RelabelConfig, "regex" | "replacement"> {
  if (kind === "http") return { regex: "(.+)", replacement: `http://$1${health.replaceAll("$", "$$$$")}` };
  return kind === "tcp" ? {} : { regex: "(.+):\\d+", replacement: "$1" };
}

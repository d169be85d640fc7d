import type { ProbeKind, Probes, ProbeTarget } from "../model/facts.ts";
import type { Model, Stack } from "../model/model.ts";
import { type Emitter, type Target, yamlFile } from "./emit.ts";

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
 * the results have the target's address as `instance` and its name as `service`.
 * Source: https://prometheus.io/docs/guides/multi-target-exporter/
 */
export function probeScrapeConfigs({ stack, probes }: Model, target: Target) {
  if (!probes) return [];
  return Object.entries(probeTargets(stack, probes, target)).map(([kind, targets]) => ({
    job_name: `blackbox-${kind}`,
    scrape_interval: probes.interval,
    metrics_path: "/probe",
    params: { module: [kind] },
    static_configs: targets.map(({ service, address }) => ({
      targets: [address],
      labels: { service, ...(service in probes.backends && { backend: service }) },
    })),
    relabel_configs: [
      { source_labels: ["__address__"], target_label: "__param_target" },
      { source_labels: ["__param_target"], target_label: "instance" },
      { target_label: "__address__", replacement: target.address("blackbox-exporter") },
    ],
  }));
}

/** Targets by kind: services by their health path, backends by theirs or by TCP, and the backends' hosts by ICMP. */
export function probeTargets(stack: Stack, probes: Probes, target: Target): Record<ProbeKind, ProbeTarget[]> {
  // Of two services that do the same work one is always absent: that is no outage.
  const services = Object.entries(stack).filter(([, service]) => service.insteadOf === undefined);
  const all = [...services, ...Object.entries(probes.backends)].map(([service, { health }]) => ({
    service,
    address: target.address(service),
    health,
  }));
  const http = all.flatMap(({ health, ...probe }) =>
    health === undefined ? [] : [{ ...probe, address: `http://${probe.address}${health}` }],
  );
  const backends = all.filter(({ service }) => service in probes.backends).map(({ health, ...probe }) => probe);
  const tcp = backends.filter(({ service }) => probes.backends[service]?.health === undefined);
  const icmp = backends.map((probe) => ({ ...probe, address: hostOf(probe.address) }));
  return { http, tcp, icmp };
}

const hostOf = (address: string): string => address.slice(0, address.lastIndexOf(":"));

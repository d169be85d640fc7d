import { type Emitter, yamlFile } from "./emit.ts";

/** `blackbox/blackbox.yml`. IPv4 comes first, since Docker's networks have no IPv6 unless asked. */
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

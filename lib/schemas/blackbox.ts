// The shape of what the Blackbox exporter reads; `npm run schemas` turns it into JSON Schema.
// Source: https://github.com/prometheus/blackbox_exporter/blob/master/CONFIGURATION.md

type Module = Http | Tcp | Icmp;

interface Prober<Name extends string> {
  prober: Name;
  /** @pattern ^([0-9]+(ms|s|m|h))+$ */
  timeout: string;
}

interface Http extends Prober<"http"> {
  http: { valid_status_codes: number[]; follow_redirects: boolean; preferred_ip_protocol: "ip4" | "ip6" };
}

interface Tcp extends Prober<"tcp"> {
  tcp: { preferred_ip_protocol: "ip4" | "ip6" };
}

interface Icmp extends Prober<"icmp"> {
  icmp: { preferred_ip_protocol: "ip4" | "ip6" };
}

/** `blackbox/blackbox.yml` */
export interface BlackboxConfig {
  modules: Record<string, Module>;
}

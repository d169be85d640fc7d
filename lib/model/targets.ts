import type { Duration } from "./duration.ts";

/** How Prometheus finds targets. Each source is one of these, and may add labels to all that it finds. */
export type TargetSource = AddressSource | FileSource | DnsSource | KubernetesSource | ConsulSource;

interface SourceLabels {
  /** Label `cluster` of the targets. @minLength 1 */
  readonly cluster?: string;
  /** Label `environment` of the targets, such as `production`. @minLength 1 */
  readonly environment?: string;
  /** Further labels of the targets. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Targets that are known by name. */
export interface AddressSource extends SourceLabels {
  /** `host` or `host:port`. Without a port it is the service's. @minItems 1 */
  readonly addresses: readonly string[];
}

/** Targets in files that another program writes. Source: https://prometheus.io/docs/guides/file-sd/ */
export interface FileSource extends SourceLabels {
  /**
   * Paths on Prometheus' machine that end in `.json`, `.yml` or `.yaml`; the last part may contain one `*`. A label of a
   * file wins over the source's.
   * @minItems 1
   */
  readonly files: readonly string[];
  /** How often files are read again where a change is not noticed. Defaults to 5 minutes. */
  readonly refresh?: Duration;
}

/** Targets that a name resolves to. */
export interface DnsSource extends SourceLabels {
  /** Domain names. @minItems 1 */
  readonly dns: readonly string[];
  /** SRV records have a port, all others use that of the service. Defaults to A. */
  readonly record?: "A" | "AAAA" | "MX" | "SRV";
  /** How often names are looked up. Defaults to 30 seconds. */
  readonly refresh?: Duration;
}

/** Targets that the API of Kubernetes knows. Their `instance` is the name of their object and the port. */
export interface KubernetesSource extends SourceLabels {
  /** The kind of object: its port is the service's. */
  readonly kubernetes: "pod" | "endpointslice" | "service" | "node";
  /** Defaults to all namespaces. @minItems 1 */
  readonly namespaces?: readonly string[];
  /** Label selector, such as `app=kafka-exporter`. @minLength 1 */
  readonly selector?: string;
  /** Address of the API server, with a token in a file. Defaults to the cluster that Prometheus runs in. */
  readonly apiServer?: ApiServer;
}

interface ApiServer {
  /** @pattern ^https?:// */
  readonly url: string;
  /** Name of a file in Prometheus' secrets folder. */
  readonly tokenFile: string;
  /** Name of a file in Prometheus' secrets folder with the certificate that signed the server's. */
  readonly caFile?: string;
}

/** Targets that are registered with Consul. */
export interface ConsulSource extends SourceLabels {
  /** `host:port` of an agent. */
  readonly consul: string;
  /** Names of services. @minItems 1 */
  readonly services: readonly string[];
  /** Tags that a service must have. */
  readonly tags?: readonly string[];
  readonly datacenter?: string;
  /** Name of a file in Prometheus' secrets folder. */
  readonly tokenFile?: string;
}

/** Bounds of one scrape. Prometheus fails a scrape that exceeds one: `up` is 0. */
export interface ScrapeLimits {
  /** Series after relabelling. @minimum 1 @multipleOf 1 */
  readonly samples?: number;
  /** Labels of a series. @minimum 1 @multipleOf 1 */
  readonly labels?: number;
  /** Bytes of a label's name. @minimum 1 @multipleOf 1 */
  readonly labelNameLength?: number;
  /** Bytes of a label's value. @minimum 1 @multipleOf 1 */
  readonly labelValueLength?: number;
  /** Bytes of the answer before compression, such as `50MB`. @pattern ^[1-9][0-9]*(B|KB|MB|GB)$ */
  readonly bodySize?: string;
  /** Targets of the job; more fail all of them. @minimum 1 @multipleOf 1 */
  readonly targets?: number;
}

/** Labels that a source adds to each of its targets. */
export const sourceLabels = ({ cluster, environment, labels }: SourceLabels): Record<string, string> => ({
  ...(cluster !== undefined && { cluster }),
  ...(environment !== undefined && { environment }),
  ...labels,
});

/** `host:port` of an address that may lack its port. */
export const withPort = (address: string, port: number): string =>
  /:\d+$/.test(address) ? address : `${address}:${port}`;

/**
 * PromQL that returns a series for each cluster in which no target of a job is scraped. A job whose sources do not all
 * name their cluster is absent where no target is scraped anywhere.
 */
export function absentTargets(job: string, sources?: readonly TargetSource[]): string {
  const clusters = targetValues(sources, "cluster");
  const matchers = clusters.length === 0 ? [""] : clusters.map((cluster) => `,cluster="${cluster}"`);
  return matchers.map((matcher) => `absent(up{job="${job}"${matcher}})`).join(" or ");
}

/**
 * The values that a label has on a service's targets, as far as its sources say. Empty where a source does not say.
 * @param label such as `cluster`
 */
function targetValues(sources: readonly TargetSource[] = [], label: string): string[] {
  const values = sources.map((source) => sourceLabels(source)[label]);
  return values.every((value) => value !== undefined) ? [...new Set(values)] : [];
}

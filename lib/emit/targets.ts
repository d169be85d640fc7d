import {
  type AddressSource,
  type ConsulSource,
  type DnsSource,
  type FileSource,
  type KubernetesSource,
  sourceLabels,
  type TargetSource,
  withPort,
} from "../model/targets.ts";
import type { RelabelConfig, ScrapeConfig } from "../schemas/documents.ts";

/** Where the deployment mounts what Prometheus authenticates itself with. */
export const secretsFolder = "/etc/prometheus/secrets";

/** One way in which a job's targets are found: a part of a scrape config. */
export interface Discovery {
  readonly sections: Pick<
    ScrapeConfig,
    "static_configs" | "file_sd_configs" | "dns_sd_configs" | "kubernetes_sd_configs" | "consul_sd_configs"
  >;
  /** Adds the source's labels and those of all targets of the service. */
  readonly relabeling: readonly RelabelConfig[];
}

/** Prometheus demands a name of its own for each scrape config. All series of a service have the same `job`. */
export const configNameOf = (job: string, place: number): string => (place === 0 ? job : `${job}/${place + 1}`);

export const jobLabel = (job: string): RelabelConfig => ({ target_label: "job", replacement: job });

/** The sources that list addresses, together; each other one by itself, since its labels come from relabelling. */
export function discoveriesOf(
  sources: readonly TargetSource[],
  port: number,
  labels: Readonly<Record<string, string>>,
): Discovery[] {
  const listed = sources.filter(isListed);
  const groups = listed.map((source) => ({
    targets: addressesIn(source, port),
    labels: { ...labels, ...sourceLabels(source) },
  }));
  const found = sources.filter(isFound);
  return [
    ...(groups.length > 0 ? [{ sections: { static_configs: groups }, relabeling: [] }] : []),
    ...found.map((source) => discovery(source, port, labels)),
  ];
}

/** `host:port` of each target that a source lists. */
export const addressesIn = ({ addresses }: AddressSource, port: number): string[] =>
  addresses.map((address) => withPort(address, port));

type FoundSource = Exclude<TargetSource, AddressSource>;

export const isListed = (source: TargetSource): source is AddressSource => "addresses" in source;
export const isFound = (source: TargetSource): source is FoundSource => !isListed(source);

function discovery(source: FoundSource, port: number, labels: Readonly<Record<string, string>>): Discovery {
  const own = { ...labels, ...sourceLabels(source) };
  if ("files" in source) return { sections: fileSections(source), relabeling: fillLabels(own) };
  if ("dns" in source) return { sections: dnsSections(source, port), relabeling: setLabels(own) };
  if ("consul" in source) return { sections: consulSections(source), relabeling: setLabels(own) };
  return {
    sections: kubernetesSections(source),
    relabeling: [...kubernetesAddress(source.kubernetes, port), ...setLabels(own)],
  };
}

const setLabels = (labels: Readonly<Record<string, string>>): RelabelConfig[] =>
  Object.entries(labels).map(([name, value]) => ({ target_label: name, replacement: escaped(value) }));

/** Files have labels of their own, which win. */
const fillLabels = (labels: Readonly<Record<string, string>>): RelabelConfig[] =>
  Object.entries(labels).map(([name, value]) => ({
    source_labels: [name],
    regex: "^$",
    target_label: name,
    replacement: escaped(value),
  }));

/** A dollar refers to a group of the regular expression. */
const escaped = (value: string): string => value.replaceAll("$", "$$$$");

const fileSections = ({ files, refresh }: FileSource): Discovery["sections"] => ({
  file_sd_configs: [{ files: [...files], ...(refresh && { refresh_interval: refresh }) }],
});

const dnsSections = ({ dns, record = "A", refresh = "30s" }: DnsSource, port: number): Discovery["sections"] => ({
  dns_sd_configs: [{ names: [...dns], type: record, ...(record !== "SRV" && { port }), refresh_interval: refresh }],
});

const consulSections = ({ consul, services, tags, datacenter, tokenFile }: ConsulSource): Discovery["sections"] => ({
  consul_sd_configs: [
    {
      server: consul,
      services: [...services],
      ...(tags && { tags: [...tags] }),
      ...(datacenter !== undefined && { datacenter }),
      ...(tokenFile !== undefined && { authorization: { credentials_file: `${secretsFolder}/${tokenFile}` } }),
    },
  ],
});

function kubernetesSections({ kubernetes, namespaces, selector, apiServer }: KubernetesSource): Discovery["sections"] {
  return {
    kubernetes_sd_configs: [
      {
        role: kubernetes,
        ...(namespaces && { namespaces: { names: [...namespaces] } }),
        ...(selector !== undefined && { selectors: [{ role: kubernetes, label: selector }] }),
        ...(apiServer && {
          api_server: apiServer.url,
          authorization: { credentials_file: `${secretsFolder}/${apiServer.tokenFile}` },
          ...(apiServer.caFile !== undefined && { tls_config: { ca_file: `${secretsFolder}/${apiServer.caFile}` } }),
        }),
      },
    ],
  };
}

/**
 * Leaves one target for each object, at the service's port. Addresses change with each start, names stay.
 * Source: https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config
 */
function kubernetesAddress(role: KubernetesSource["kubernetes"], port: number): RelabelConfig[] {
  const meta = (name: string) => `__meta_kubernetes_${name}`;
  const named = (...labels: string[]): RelabelConfig => ({
    source_labels: labels.map(meta),
    regex: labels.length === 1 ? "(.+)" : "(.+);(.+)",
    target_label: "instance",
    replacement: labels.length === 1 ? `$1:${port}` : `$1/$2:${port}`,
  });
  const at = (label: string): RelabelConfig => ({
    source_labels: [meta(label)],
    regex: "(.+)",
    target_label: "__address__",
    replacement: `$1:${port}`,
  });
  const keep = (label: string, regex: string): RelabelConfig => ({
    source_labels: [meta(label)],
    action: "keep",
    regex,
  });
  switch (role) {
    case "pod":
      return [keep("pod_phase", "Pending|Running|Unknown"), at("pod_ip"), named("namespace", "pod_name")];
    case "endpointslice":
      return [keep("endpointslice_port", String(port)), named("namespace", "endpointslice_address_target_name")];
    case "service":
      return [keep("service_port_number", String(port)), named("namespace", "service_name")];
    case "node":
      return [at("node_address_InternalIP"), named("node_name")];
  }
}

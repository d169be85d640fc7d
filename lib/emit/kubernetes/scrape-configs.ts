import { scrapeTimeout } from "../../model/facts.ts";
import type { Duration, Model, Probes, ScrapeLimits, Service } from "../../model/model.ts";
import type { RelabelConfig } from "../../schemas/documents.ts";
import type { ScrapeConfig } from "../../schemas/kubernetes.ts";
import { foundProbes } from "../blackbox.ts";
import type { Emitter, OutputFile, Target } from "../emit.ts";
import { configNameOf, type Discovery, discoveriesOf, jobLabel, secretsFolder } from "../targets.ts";
import { namespaced, objectFile, objectName, selectedLabels } from "./objects.ts";

type Spec = ScrapeConfig["spec"];
type Relabeling = NonNullable<Spec["relabelings"]>[number];

/**
 * ScrapeConfigs of a service that somebody else runs, or whose targets are found: each source of targets needs one of
 * its own. Every target has the labels that it has in compose.
 * @param kept relabelling after which only series that are read are stored
 */
export function serviceScrapeConfigs(
  model: Model,
  name: string,
  { scrape, port, measures, targets }: Service & Required<Pick<Service, "scrape">>,
  target: Target,
  kept: Pick<Spec, "metricRelabelings">,
): OutputFile[] {
  const labels = { service: name, ...(measures !== undefined && { backend: measures }) };
  const sources = targets ?? [{ addresses: [target.address(name)] }];
  return discoveriesOf(sources, port, labels).map(({ sections, relabeling }, i) => {
    const relabelings = [...(i === 0 ? [] : [jobLabel(name)]), ...relabeling].map(asRelabeling);
    return scrapeConfigFile(model, configNameOf(name, i), "stack.ts", {
      jobName: configNameOf(name, i),
      scrapeInterval: scrape.interval,
      scrapeTimeout: scrapeTimeout(scrape),
      metricsPath: scrape.path ?? "/metrics",
      ...limitFields(scrape.limits),
      ...discoveryFields(model, sections),
      ...(relabelings.length > 0 && { relabelings }),
      ...kept,
    });
  });
}

/** A ScrapeConfig for each source of probed targets that Prometheus finds itself: a Probe cannot look them up. */
export const emitFoundProbes: Emitter = (model, target) => {
  const { probes, stack } = model;
  if (!probes) return [];
  return foundProbes(stack, probes).map(({ name, kind, discovery, probed }) =>
    scrapeConfigFile(model, `blackbox-${kind}-${name}`, "probes.ts", {
      jobName: `blackbox-${kind}/${name}`,
      scrapeInterval: probes.interval,
      scrapeTimeout: probeTimeout(probes),
      metricsPath: "/probe",
      params: { module: [kind] },
      ...discoveryFields(model, discovery.sections),
      relabelings: [
        jobLabel(`blackbox-${kind}`),
        ...discovery.relabeling,
        probed,
        { source_labels: ["__param_target"], target_label: "instance" },
        { target_label: "__address__", replacement: target.address("blackbox-exporter") },
      ].map(asRelabeling),
    }),
  );
};

const probeTimeout = ({ interval }: Probes): Duration => scrapeTimeout({ interval });

function scrapeConfigFile(model: Model, name: string, source: string, spec: Spec): OutputFile {
  const fileName = name.replaceAll("/", "-");
  return objectFile(`base/scrape-configs/${fileName}.yaml`, source, {
    apiVersion: "monitoring.coreos.com/v1alpha1",
    kind: "ScrapeConfig",
    metadata: namespaced(model, objectName(model, fileName), selectedLabels(model)),
    spec,
  });
}

/** Bounds of a scrape, as every kind of monitor of the operator has them. */
export const limitFields = ({
  samples,
  labels,
  labelNameLength,
  labelValueLength,
  bodySize,
  targets,
}: ScrapeLimits = {}) => ({
  ...(samples !== undefined && { sampleLimit: samples }),
  ...(labels !== undefined && { labelLimit: labels }),
  ...(labelNameLength !== undefined && { labelNameLengthLimit: labelNameLength }),
  ...(labelValueLength !== undefined && { labelValueLengthLimit: labelValueLength }),
  ...(bodySize !== undefined && { bodySizeLimit: bodySize }),
  ...(targets !== undefined && { targetLimit: targets }),
});

const asRelabeling = ({ action, source_labels, target_label, regex, replacement }: RelabelConfig): Relabeling => ({
  ...(action && action !== "replace" && { action: action as NonNullable<Relabeling["action"]> }),
  ...(source_labels && { sourceLabels: source_labels }),
  ...(target_label !== undefined && { targetLabel: target_label }),
  ...(regex !== undefined && { regex }),
  ...(replacement !== undefined && { replacement }),
});

/** The sections of a scrape config, as fields of the object. What Prometheus authenticates itself with is in a Secret. */
function discoveryFields(model: Model, sections: Discovery["sections"]): Partial<Spec> {
  const secret = objectName(model, "scrape");
  const keyOf = (path: string) => ({ name: secret, key: path.slice(secretsFolder.length + 1) });
  const authorization = (one: { credentials_file: string } | undefined) =>
    one && { authorization: { credentials: keyOf(one.credentials_file) } };
  const { static_configs, file_sd_configs, dns_sd_configs, consul_sd_configs, kubernetes_sd_configs } = sections;
  return {
    ...(static_configs && { staticConfigs: static_configs.map(({ targets, labels = {} }) => ({ targets, labels })) }),
    ...(file_sd_configs && {
      fileSDConfigs: file_sd_configs.map(({ files, refresh_interval: refreshInterval }) => ({
        files,
        ...(refreshInterval !== undefined && { refreshInterval }),
      })),
    }),
    ...(dns_sd_configs && {
      dnsSDConfigs: dns_sd_configs.map(({ refresh_interval: refreshInterval, ...rest }) => ({
        ...rest,
        refreshInterval,
      })),
    }),
    ...(consul_sd_configs && {
      consulSDConfigs: consul_sd_configs.map(({ authorization: token, ...rest }) => ({
        ...rest,
        ...authorization(token),
      })),
    }),
    ...(kubernetes_sd_configs && {
      kubernetesSDConfigs: kubernetes_sd_configs.map(
        ({ role, selectors, api_server: apiServer, authorization: token, tls_config: tls, ...rest }) => ({
          role: roles[role],
          ...rest,
          ...(selectors && { selectors: selectors.map(({ label }) => ({ role: roles[role], label })) }),
          ...(apiServer !== undefined && { apiServer }),
          ...authorization(token),
          ...(tls && { tlsConfig: { ca: { secret: keyOf(tls.ca_file) } } }),
        }),
      ),
    }),
  };
}

/** The operator writes the roles of Kubernetes with a capital letter. */
const roles = { pod: "Pod", endpointslice: "EndpointSlice", service: "Service", node: "Node" } as const;

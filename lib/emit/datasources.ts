import type { DatasourceDefinition, Defined, KnownDatasource, Model, Scale } from "../model/model.ts";
import { type Emitter, type OutputFile, type Target, yamlFile } from "./emit.ts";
import { queryUrl } from "./prometheus.ts";

/** One file for each datasource, and the provider of the dashboards. The uid, which dashboards refer to, is the name. */
export const emitDatasources: Emitter = (model, target) => [
  ...model.datasources.map((datasource) => datasourceFile(datasource, target, model.scale)),
  dashboardProvider(model),
];

const datasourceFile = (datasource: Defined<DatasourceDefinition>, target: Target, scale?: Scale): OutputFile =>
  yamlFile(`grafana/provisioning/datasources/${datasource.name}.yml`, datasource.file, {
    apiVersion: 1,
    // Deletes the datasources that this file defined before.
    prune: true,
    datasources: [provisioned(datasource, target, scale)],
  });

/** Grafana expands `$NAME` in provisioning files. `raw` is as its author wrote it, so it may hold such references. */
function provisioned(datasource: Defined<DatasourceDefinition>, target: Target, scale?: Scale): object {
  const { jsonData, ...rest } = datasourceJson(datasource, target, scale);
  const { definition } = datasource;
  if ("raw" in definition) return { ...rest, editable: false, ...definition.raw };
  const tenant = definition.type === "loki" ? scale?.loki?.tenant : undefined;
  return {
    ...rest,
    editable: false,
    jsonData: escapeDollars(jsonData),
    // Grafana keeps the values of headers with the secrets, also one that is none.
    ...(tenant !== undefined && { secureJsonData: { httpHeaderValue1: tenant } }),
  };
}

/** A datasource as Grafana's API has it, without secrets. */
export function datasourceJson({ name, definition }: Defined<DatasourceDefinition>, target: Target, scale?: Scale) {
  const base = { uid: name, name: definition.title };
  if (!("raw" in definition))
    return {
      ...base,
      type: definition.type,
      access: "proxy",
      ...scaled(definition, name, target, scale),
      isDefault: definition.isDefault ?? false,
      jsonData: { ...definition.settings, ...scaledSettings(definition, scale) },
    };
  const { secureJsonData: _, type, access = "proxy", url = "", jsonData = {}, ...rest } = definition.raw;
  return { ...base, type, access, url, isDefault: definition.isDefault ?? false, ...rest, jsonData };
}

/** Metrics come from the store, where there is one. */
function scaled({ type, service }: KnownDatasource, name: string, target: Target, scale: Scale | undefined) {
  const isStored = type === "prometheus" && (service ?? name) === "prometheus" && scale?.store !== undefined;
  return { url: isStored ? queryUrl(scale.store, target) : `http://${target.address(service ?? name)}` };
}

function scaledSettings({ type }: KnownDatasource, scale: Scale | undefined): Readonly<Record<string, unknown>> {
  if (type === "loki" && scale?.loki?.tenant !== undefined) return { httpHeaderName1: "X-Scope-OrgID" };
  if (type !== "prometheus" || !scale?.store) return {};
  return { prometheusType: { victoriametrics: "Prometheus", thanos: "Thanos", mimir: "Mimir" }[scale.store.kind] };
}

/** Grafana expands `$NAME` in provisioning files, also within `${__value.raw}`; `$$` is a dollar. */
function escapeDollars(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("$", "$$$$");
  if (Array.isArray(value)) return value.map(escapeDollars);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escapeDollars(inner)]));
}

/** Dashboards come from files. They cannot be saved in the browser, since the next update would discard the change. */
function dashboardProvider({ settings }: Model): OutputFile {
  const { tag, folder } = settings.grafana;
  return yamlFile(`grafana/provisioning/dashboards/${tag}.yml`, "lib/emit/datasources.ts", {
    apiVersion: 1,
    providers: [
      {
        name: tag,
        orgId: 1,
        folder: folder.title,
        folderUid: folder.uid,
        type: "file",
        disableDeletion: true,
        allowUiUpdates: false,
        updateIntervalSeconds: 30,
        options: { path: "/var/lib/grafana/dashboards" },
      },
    ],
  });
}

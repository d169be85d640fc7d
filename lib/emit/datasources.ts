import type { DatasourceDefinition, Defined, Model } from "../model/model.ts";
import { type Emitter, type OutputFile, type Target, yamlFile } from "./emit.ts";

/** One file for each datasource, and the provider of the dashboards. The uid, which dashboards refer to, is the name. */
export const emitDatasources: Emitter = (model, target) => [
  ...model.datasources.map((datasource) => datasourceFile(datasource, target)),
  dashboardProvider(model),
];

const datasourceFile = (datasource: Defined<DatasourceDefinition>, target: Target): OutputFile =>
  yamlFile(`grafana/provisioning/datasources/${datasource.name}.yml`, datasource.file, {
    apiVersion: 1,
    // Deletes the datasources that this file defined before.
    prune: true,
    datasources: [provisioned(datasource, target)],
  });

/** Grafana expands `$NAME` in provisioning files. `raw` is as its author wrote it, so it may hold such references. */
function provisioned(datasource: Defined<DatasourceDefinition>, target: Target): object {
  const { jsonData, ...rest } = datasourceJson(datasource, target);
  const { definition } = datasource;
  if ("raw" in definition) return { ...rest, editable: false, ...definition.raw };
  return { ...rest, editable: false, jsonData: escapeDollars(jsonData) };
}

/** A datasource as Grafana's API has it, without secrets. */
export function datasourceJson({ name, definition }: Defined<DatasourceDefinition>, target: Target) {
  const base = { uid: name, name: definition.title };
  if (!("raw" in definition))
    return {
      ...base,
      type: definition.type,
      access: "proxy",
      url: `http://${target.address(definition.service ?? name)}`,
      isDefault: definition.isDefault ?? false,
      jsonData: definition.settings,
    };
  const { secureJsonData: _, type, access = "proxy", url = "", jsonData = {}, ...rest } = definition.raw;
  return { ...base, type, access, url, isDefault: definition.isDefault ?? false, ...rest, jsonData };
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

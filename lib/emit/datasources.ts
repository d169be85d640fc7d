import type { DatasourceDefinition, Defined } from "../model/model.ts";
import { type Emitter, type OutputFile, yamlFile } from "./emit.ts";
import type { Target } from "./target.ts";

/** One file a datasource; its uid, which dashboards refer to, is its name and never changes. */
export const emitDatasources: Emitter = (model, target) => [
  ...model.datasources.map((datasource) => datasourceFile(datasource, target)),
  dashboardProvider,
];

const datasourceFile = (datasource: Defined<DatasourceDefinition>, target: Target): OutputFile => {
  const { jsonData, ...rest } = datasourceJson(datasource, target);
  return yamlFile(`grafana/provisioning/datasources/${datasource.name}.yml`, datasource.file, {
    apiVersion: 1,
    // Drops those that this file once defined.
    prune: true,
    datasources: [{ ...rest, editable: false, jsonData: escapeDollars(jsonData) }],
  });
};

/** A datasource as Grafana's API and its provisioning files have it. */
export const datasourceJson = ({ name, definition }: Defined<DatasourceDefinition>, target: Target) => ({
  uid: name,
  name: definition.title,
  type: definition.type,
  access: "proxy",
  url: `http://${target.address(definition.service ?? name)}`,
  isDefault: definition.isDefault ?? false,
  jsonData: definition.settings,
});

/** Grafana expands `$NAME` in provisioning files, also within `${__value.raw}`; `$$` is a dollar. */
function escapeDollars(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("$", "$$$$");
  if (Array.isArray(value)) return value.map(escapeDollars);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escapeDollars(inner)]));
}

/** Dashboards come from files: what is changed in the browser would be lost, so it cannot be saved there. */
const dashboardProvider = yamlFile("grafana/provisioning/dashboards/bigdata.yml", "lib/emit/datasources.ts", {
  apiVersion: 1,
  providers: [
    {
      name: "bigdata",
      orgId: 1,
      folder: "Big Data Platform",
      folderUid: "bigdata-platform",
      type: "file",
      disableDeletion: true,
      allowUiUpdates: false,
      updateIntervalSeconds: 30,
      options: { path: "/var/lib/grafana/dashboards" },
    },
  ],
});

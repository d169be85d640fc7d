import type { DatasourceDefinition, Defined, Model } from "../../model/model.ts";
import type { ConfigMap, GrafanaDashboard, GrafanaDatasource, GrafanaFolder } from "../../schemas/kubernetes.ts";
import { datasourceJson, emitDatasources } from "../datasources.ts";
import type { Emitter, OutputFile, Target } from "../emit.ts";
import { emitRunbooks } from "../runbooks.ts";
import { commonLabels, namespaced, objectFile, objectName } from "./objects.ts";

const dashboardName = (model: Model, uid: string): string => objectName(model, `dashboard-${uid}`);
const runbooksName = (model: Model): string => objectName(model, "runbooks");

/** A ConfigMap for each dashboard, as the sidecar of Grafana's chart finds it, and one with all runbooks. */
export const emitGrafanaConfigMaps: Emitter = (model, target) => [
  ...model.dashboards.map(({ name, file, json }) =>
    configMap(model, `base/dashboards/${name}.yaml`, file, dashboardName(model, name), {
      labels: { grafana_dashboard: "1" },
      annotations: { grafana_folder: model.settings.grafana.folder.title },
      // In one line: Kubernetes refuses a ConfigMap above 1 MiB.
      data: { [`${name}.json`]: JSON.stringify(json) },
    }),
  ),
  ...runbooks(model, target),
];

function runbooks(model: Model, target: Target): OutputFile[] {
  // Alerts link to these; the same as Markdown would exceed what a ConfigMap may hold.
  const pages = emitRunbooks(model, target)
    .filter(({ path }) => path.endsWith(".html"))
    .map(({ path, text }) => [path.slice("runbooks/".length), text]);
  if (pages.length === 0) return [];
  const data = Object.fromEntries(pages);
  return [configMap(model, "base/runbooks.yaml", "rules/", runbooksName(model), { labels: {}, data })];
}

/** A ConfigMap for each datasource, as the sidecar of Grafana's chart finds it. */
export const emitSidecarDatasources: Emitter = (model, target) =>
  emitDatasources({ ...model }, target)
    .filter(({ path }) => path.startsWith(provisioningFolder))
    .map(({ path, source, text }) => {
      const file = path.slice(provisioningFolder.length);
      const name = file.slice(0, -".yml".length);
      return configMap(model, `kube-prometheus-stack/datasources/${name}.yaml`, source, datasourceName(model, name), {
        labels: { grafana_datasource: "1" },
        data: { [file]: text },
      });
    });

const provisioningFolder = "grafana/provisioning/datasources/";
const datasourceName = (model: Model, uid: string): string => objectName(model, `datasource-${uid}`);

function configMap(
  model: Model,
  path: string,
  source: string,
  name: string,
  { labels, annotations, data }: Pick<ConfigMap, "data"> & Pick<ConfigMap["metadata"], "labels" | "annotations">,
): OutputFile {
  const metadata = namespaced(model, name, { ...commonLabels(model), ...labels });
  return objectFile(path, source, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { ...metadata, ...(annotations && { annotations }) },
    data,
  });
}

/** The folder, the dashboards and the datasources for grafana-operator. A dashboard's JSON is in its ConfigMap. */
export const emitGrafanaObjects: Emitter = (model, target) => {
  const instanceSelector = { matchLabels: { ...model.settings.kubernetes.grafanaLabels } };
  const { folder } = model.settings.grafana;
  const folderObject: GrafanaFolder = {
    apiVersion: "grafana.integreatly.org/v1beta1",
    kind: "GrafanaFolder",
    metadata: namespaced(model, objectName(model, "folder")),
    spec: { instanceSelector, title: folder.title, uid: folder.uid },
  };
  return [
    objectFile("operators/grafana/folder.yaml", "monitoring.config.ts", folderObject),
    ...model.dashboards.map(({ name, file }) => {
      const object: GrafanaDashboard = {
        apiVersion: "grafana.integreatly.org/v1beta1",
        kind: "GrafanaDashboard",
        metadata: namespaced(model, objectName(model, name)),
        spec: {
          instanceSelector,
          folderRef: folderObject.metadata.name,
          configMapRef: { name: dashboardName(model, name), key: `${name}.json` },
        },
      };
      return objectFile(`operators/grafana/dashboards/${name}.yaml`, file, object);
    }),
    ...model.datasources.map((datasource) => {
      const object: GrafanaDatasource = {
        apiVersion: "grafana.integreatly.org/v1beta1",
        kind: "GrafanaDatasource",
        metadata: namespaced(model, objectName(model, datasource.name)),
        spec: { instanceSelector, uid: datasource.name, datasource: datasourceFields(datasource, target, model) },
      };
      return objectFile(`operators/grafana/datasources/${datasource.name}.yaml`, datasource.file, object);
    }),
  ];
};

/** The operator asks Grafana's API, which expands nothing: secrets come from `valuesFrom`, which a project patches in. */
function datasourceFields(datasource: Defined<DatasourceDefinition>, target: Target, { scale }: Model) {
  const { uid: _, ...fields } = datasourceJson(datasource, target, scale);
  return { ...fields, editable: false } as GrafanaDatasource["spec"]["datasource"];
}

/** Where Grafana finds the runbooks that alerts link to, for the values of its chart. */
export const runbooksMount = (model: Model) => ({
  name: "runbooks",
  mountPath: "/usr/share/grafana/public/runbooks",
  configMap: runbooksName(model),
  readOnly: true,
});

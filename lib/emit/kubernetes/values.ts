import type { Model } from "../../model/model.ts";
import { replicasOf } from "../../model/scale.ts";
import type { Emitter } from "../emit.ts";
import { deployedServices } from "./containers.ts";
import { exporterSecret } from "./deployments.ts";
import { runbooksMount } from "./grafana.ts";
import { kubernetesFile, objectName } from "./objects.ts";
import { alertmanagerSpec, prometheusSettings } from "./servers.ts";

/**
 * Values of the chart kube-prometheus-stack. It selects our objects by the label `release`, and our ConfigMaps by
 * theirs; what the chart would scrape or define a second time is off.
 * Source: https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack
 */
export const emitHelmValues: Emitter = (model, target) => [
  kubernetesFile("kube-prometheus-stack/values.yaml", "stack.ts", {
    // Groups whose alerts we have: a watchdog of each would notify twice.
    defaultRules: { rules: { general: false, alertmanager: false, prometheus: false, nodeExporterAlerting: false } },
    prometheus: { serviceMonitor: { selfMonitor: false }, prometheusSpec: prometheusSettings(model, target) },
    alertmanager: {
      ...("alertmanager" in model.stack ? {} : { enabled: false }),
      serviceMonitor: { selfMonitor: false },
      alertmanagerSpec: alertmanagerSpec(model),
    },
    grafana: grafanaValues(model),
    "prometheus-node-exporter": { prometheus: { monitor: { enabled: false } } },
  }),
];

function grafanaValues(model: Model) {
  if (!("grafana" in model.stack)) return { enabled: false };
  const replicas = replicasOf("grafana", model.scale);
  return {
    ...(replicas > 1 && { replicas, headlessService: true, ...highAvailability(model) }),
    serviceMonitor: { enabled: false },
    sidecar: {
      dashboards: { folderAnnotation: "grafana_folder", provider: { foldersFromFilesStructure: true } },
      // Ours have the same uids.
      datasources: { defaultDatasourceEnabled: false, alertmanager: { enabled: false } },
    },
    ...(model.rules.length > 0 && { extraConfigmapMounts: [runbooksMount(model)] }),
    ...rendererValues(model),
  };
}

/** Instances share a database, which `envFromSecret` gives the address of, and tell each other what they sent. */
const highAvailability = (model: Model) => ({
  envFromSecret: objectName(model, "grafana-database"),
  "grafana.ini": {
    database: { type: "postgres" },
    unified_alerting: {
      ha_listen_address: `\${POD_IP}:9094`,
      ha_peers: `${model.settings.kubernetes.release}-grafana-headless:9094`,
      ha_advertise_address: `\${POD_IP}:9094`,
    },
  },
});

/** The image renderer is a Deployment of ours: both know the same token. */
function rendererValues(model: Model) {
  const renderer = deployedServices(model).find(({ name }) => name === "image-renderer");
  if (!renderer) return {};
  return {
    env: {
      GF_RENDERING_SERVER_URL: `http://${renderer.name}:${renderer.service.port}/render`,
      GF_RENDERING_CALLBACK_URL: `http://${model.settings.kubernetes.release}-grafana:80/`,
    },
    envValueFrom: {
      GF_RENDERING_RENDERER_TOKEN: {
        secretKeyRef: { name: exporterSecret(model), key: "RENDERER_TOKEN", optional: true },
      },
    },
  };
}

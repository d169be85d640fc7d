import type { Model } from "../../model/model.ts";
import type { OutputFile, Target } from "../emit.ts";
import { emitAlertmanagerConfig } from "./alertmanager.ts";
import { emitDeployments } from "./deployments.ts";
import { emitGrafanaConfigMaps, emitGrafanaObjects, emitSidecarDatasources } from "./grafana.ts";
import { emitMonitors, emitProbes, emitPrometheusRules } from "./monitors.ts";
import { kustomization } from "./objects.ts";
import { emitHelmValues, emitServers } from "./servers.ts";

/** The objects of every cluster; then those for a cluster with kube-prometheus-stack, or with the operators alone. */
const base = [
  emitPrometheusRules,
  emitMonitors,
  emitProbes,
  emitAlertmanagerConfig,
  emitGrafanaConfigMaps,
  emitDeployments,
];
const chart = [emitSidecarDatasources];
const operators = [emitServers, emitGrafanaObjects];

/**
 * A model as Kubernetes' objects: `base/`, and two kustomizations on top of it. `kube-prometheus-stack/` holds the
 * values of that chart as well; `operators/` has a Prometheus, an Alertmanager and grafana-operator's objects.
 * @param target as `kubernetesTarget` makes it
 */
export function emitKubernetes(model: Model, target: Target): OutputFile[] {
  const folder = (name: string, emitters: typeof base, others: readonly string[]): OutputFile[] => {
    const files = emitters.flatMap((emitter) => emitter(model, target));
    return [...files, kustomization(name, [...others, ...files.map(({ path }) => path.slice(name.length + 1))])];
  };
  return [
    ...folder("base", base, []),
    ...folder("kube-prometheus-stack", chart, ["../base"]),
    ...folder("operators", operators, ["../base"]),
    ...emitHelmValues(model, target),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}

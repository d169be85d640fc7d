import type { Model } from "../../model/model.ts";
import { composeTarget, type Target } from "../emit.ts";

/**
 * Services that operators and charts of their own run, with the names of their Kubernetes services. Everything else of
 * the stack that has a container becomes a Deployment.
 */
const operated: Readonly<Record<string, (release: string) => string>> = {
  // The operator's own services: one for all Prometheus objects, and one for all Alertmanagers of a namespace.
  prometheus: () => "prometheus-operated:9090",
  alertmanager: () => "alertmanager-operated:9093",
  grafana: (release) => `${release}-grafana:80`,
  loki: () => "loki:3100",
  alloy: () => "alloy:12345",
  promtail: () => "promtail:9080",
  "node-exporter": (release) => `${release}-prometheus-node-exporter:9100`,
  cadvisor: () => "kubelet.kube-system:10250",
};

export const isOperated = (service: string): boolean => service in operated;

/** Addresses within the namespace: a service that we deploy has its own name. */
export function kubernetesTarget(model: Pick<Model, "stack" | "probes" | "settings">): Target {
  const compose = composeTarget(model);
  return {
    // A service has one address for all of its instances.
    address: (name) =>
      name in model.stack && name in operated
        ? (operated[name]?.(model.settings.kubernetes.release) ?? "")
        : compose.address(name),
  };
}

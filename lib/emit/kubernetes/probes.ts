import type { Probe } from "../../schemas/kubernetes.ts";
import { probeTargets } from "../blackbox.ts";
import type { Emitter } from "../emit.ts";
import { namespaced, objectFile, objectName, selectedLabels } from "./objects.ts";

/** A Probe for each target of the Blackbox exporter, with the labels that it has in compose. */
export const emitProbes: Emitter = (model, target) => {
  const { probes, stack } = model;
  if (!probes) return [];
  return Object.entries(probeTargets(stack, probes, target)).flatMap(([kind, targets]) =>
    targets.map(({ service, address }) => {
      const object: Probe = {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "Probe",
        metadata: namespaced(model, objectName(model, `${kind}-${service}`), selectedLabels(model)),
        spec: {
          jobName: `blackbox-${kind}`,
          interval: probes.interval,
          module: kind,
          prober: { url: target.address("blackbox-exporter"), path: "/probe" },
          targets: {
            staticConfig: {
              static: [address],
              labels: { service },
              // The operator adds the probe's namespace.
              relabelingConfigs: [{ action: "labeldrop", regex: "namespace" }],
            },
          },
        },
      };
      return objectFile(`base/probes/${kind}-${service}.yaml`, "probes.ts", object);
    }),
  );
};

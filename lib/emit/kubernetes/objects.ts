import type { Model } from "../../model/model.ts";
import type { KubernetesObject, Kustomization, Metadata } from "../../schemas/kubernetes.ts";
import { type OutputFile, yamlFile } from "../emit.ts";

/** What the names and labels of a model's objects are made of. */
export type Owner = Pick<Model, "settings">;

/**
 * A name that Kubernetes accepts, with the project's tag before it: other objects of the namespace have names too.
 * Lower case, and a dash for what is neither a letter nor a digit.
 */
export const objectName = ({ settings }: Owner, name: string): string =>
  `${settings.grafana.tag}-${name}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

/** Labels of every object. */
export const commonLabels = ({ settings }: Owner): Record<string, string> => ({
  "app.kubernetes.io/managed-by": "bigdata-monitoring",
  "app.kubernetes.io/part-of": settings.grafana.tag,
});

/** Labels of an object that the Prometheus of kube-prometheus-stack selects: its release, as the chart's default says. */
export const selectedLabels = (owner: Owner): Record<string, string> => ({
  ...commonLabels(owner),
  release: owner.settings.kubernetes.release,
});

/** Metadata of an object in the project's namespace. */
export const namespaced = (owner: Owner, name: string, labels = commonLabels(owner)): Metadata => ({
  name,
  namespace: owner.settings.kubernetes.namespace,
  labels,
});

/** One object, or a kustomization, as a stamped file. @param path below the output folder */
export const objectFile = (path: string, source: string, object: KubernetesObject | Kustomization): OutputFile =>
  kubernetesFile(path, source, object);

/** Any YAML file of the target. */
export function kubernetesFile(path: string, source: string, value: unknown): OutputFile {
  const file = yamlFile(path, source, value);
  return { ...file, text: file.text.replace("`npm run build`", "`npm run build -- --target kubernetes`") };
}

/** A kustomization of these files and folders. */
export const kustomization = (folder: string, resources: readonly string[]): OutputFile =>
  objectFile(`${folder}/kustomization.yaml`, "stack.ts", {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: [...resources].sort(),
  });

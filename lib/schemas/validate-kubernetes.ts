import type { OutputFile } from "../emit/emit.ts";
import type { Problem } from "../model/problem.ts";
import { idOf, nearestErrors } from "./choices.ts";
import type { KubernetesObject } from "./kubernetes.ts";
import { sentence } from "./validate.ts";
import { errorsIn } from "./validators-kubernetes.ts";

/** Kubernetes refuses a ConfigMap or Secret with more. Source: https://kubernetes.io/docs/concepts/configuration/configmap/ */
const mostBytes = 1024 * 1024;

/** Holds every object against the schema of its kind, and names and sizes against what Kubernetes accepts. */
export const validateObjects = (files: readonly OutputFile[]): Problem[] => {
  const objects = files.flatMap((file) => {
    const object = file.document as KubernetesObject | undefined;
    return object?.kind === undefined ? [] : [{ file, object }];
  });
  return [
    ...objects.flatMap(({ file, object }) => schemaProblems(file, object)),
    ...objects.flatMap(({ file, object }) => sizeProblems(file, object)),
    ...duplicates(objects),
  ];
};

const schemaProblems = (file: OutputFile, object: KubernetesObject): Problem[] =>
  nearestErrors(idOf(object.kind), object, errorsIn).map((error) =>
    problem(file, error.instancePath.slice(1).replaceAll("/", "."), `${object.kind}: ${sentence(error)}`),
  );

function sizeProblems(file: OutputFile, object: KubernetesObject): Problem[] {
  if (object.kind !== "ConfigMap") return [];
  const bytes = Object.values(object.data).reduce((sum, text) => sum + new TextEncoder().encode(text).length, 0);
  if (bytes <= mostBytes) return [];
  return [problem(file, "data", `is ${bytes} bytes, and a ConfigMap holds ${mostBytes} at most: split what it holds`)];
}

function duplicates(objects: readonly { file: OutputFile; object: KubernetesObject }[]): Problem[] {
  const first = new Map<string, OutputFile>();
  return objects.flatMap(({ file, object }) => {
    // A kustomization is a file and no object of the cluster.
    if (object.metadata === undefined) return [];
    const key = `${object.kind} ${object.metadata.name}`;
    const other = first.get(key);
    if (other === undefined) first.set(key, file);
    return other === undefined
      ? []
      : [
          problem(
            file,
            "metadata.name",
            `is the name of ${other.source} too: Kubernetes ignores case, dots and underscores`,
          ),
        ];
  });
}

const problem = (file: OutputFile, place: string, message: string): Problem => ({
  check: "kubernetes",
  severity: "error",
  file: file.source,
  path: [file.path, ...(place === "" ? [] : [place])],
  message,
});

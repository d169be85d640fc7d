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
    ...objects.flatMap(({ file, object }) => nameProblems(file, object)),
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

/** The name of a Service is one of DNS: 63 characters, and no dot. Source: https://kubernetes.io/docs/concepts/services-networking/service/ */
const serviceName = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
/** Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
const labelValue = /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/;
const configKey = /^[-.\w]{1,253}$/;

/** Names that the schema of a kind does not bound. */
function nameProblems(file: OutputFile, object: KubernetesObject): Problem[] {
  // A kustomization is a file and no object of the cluster.
  if (object.metadata === undefined) return [];
  const { name, labels = {} } = object.metadata;
  const found: Problem[] = [];
  if (object.kind === "Service" && !serviceName.test(name))
    found.push(
      problem(
        file,
        "metadata.name",
        `"${name}" names a Service: it must begin with a letter, and have up to 63 letters, digits and -`,
      ),
    );
  for (const [label, value] of Object.entries(labels))
    if (!labelValue.test(value))
      found.push(
        problem(
          file,
          `metadata.labels.${label}`,
          `"${value}" is no value of a label: up to 63 letters, digits, - _ and .`,
        ),
      );
  if (object.kind === "ConfigMap")
    for (const key of Object.keys(object.data))
      if (!configKey.test(key))
        found.push(problem(file, "data", `"${key}" is no key of a ConfigMap: up to 253 letters, digits, - _ and .`));
  return found;
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

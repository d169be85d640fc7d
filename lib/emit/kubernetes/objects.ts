import type { ComposeFile, ComposeService } from "../../model/compose.ts";
import type { Model, Service } from "../../model/model.ts";
import type { KubernetesObject, Kustomization, Metadata } from "../../schemas/kubernetes.ts";
import { composeTarget, type OutputFile, type Target, yamlFile } from "../emit.ts";

/** What the names and labels of a model's objects are made of. */
type Owner = Pick<Model, "settings">;

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

/** A service of the stack that becomes a Deployment, with its container in the compose file. */
export interface Deployed {
  readonly name: string;
  readonly service: Service;
  readonly container: ComposeService;
}

export const deployedServices = ({ stack, compose }: Pick<Model, "stack" | "compose">): Deployed[] =>
  Object.entries(stack).flatMap(([name, service]) => {
    const container = compose?.definition.services[service.host ?? name];
    return container && !service.external && !isOperated(name)
      ? [{ name: service.host ?? name, service, container }]
      : [];
  });

/** Variables of `.env` that the container is given. */
export const variablesOf = ({ command = [], environment: values = {} }: ComposeService): Variable[] =>
  [...command, ...Object.values(values)].flatMap((value) => expand(String(value)).variables);

/** Secrets that the compose file mounts as files: their key in the Secret is their name. */
export const secretsOf = ({ secrets = [] }: ComposeService, compose: ComposeFile | undefined) =>
  secrets.map((secret) => {
    const [name, path] = typeof secret === "string" ? [secret, undefined] : [secret.source, secret.target];
    return { key: compose?.secrets?.[name]?.environment ?? name, path: path ?? `/run/secrets/${name}` };
  });

// Variables of Docker Compose in the values of a service, as Kubernetes has them.
// Source: https://docs.docker.com/reference/compose-file/interpolation/

/** A variable that a value refers to. */
export interface Variable {
  readonly name: string;
  /** Its value where none is given. Secrets have none. */
  readonly fallback: string;
  readonly secret: boolean;
}

interface Expanded {
  /** With `$(NAME)` in the place of each variable. */
  readonly text: string;
  readonly variables: readonly Variable[];
}

const reference = /\$\$|\$\{(\w+)(?:(:?[-+])([^}]*))?\}/g;
const isSecret = (name: string): boolean => /PASS|TOKEN|SECRET|KEY/.test(name);

/**
 * Rewrites the references of a value. `${NAME:+text}` stands for a secret that is there, so its text is taken: in
 * Kubernetes the Secret has to hold it.
 */
export function expand(value: string): Expanded {
  const variables: Variable[] = [];
  const text = value.replaceAll(reference, (whole, name?: string, sign = ":-", alternative = "") => {
    if (name === undefined) return whole === "$$" ? "$" : whole;
    if (sign.endsWith("+")) return alternative;
    variables.push({ name, fallback: alternative, secret: isSecret(name) });
    return `$(${name})`;
  });
  return { text, variables };
}

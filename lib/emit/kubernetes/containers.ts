import type { ComposeFile, ComposeService } from "../../model/compose.ts";
import type { Model, Service } from "../../model/model.ts";
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

/** The keys that the exporters' Secret must hold, sorted. */
export function exporterSecretKeys(model: Pick<Model, "stack" | "compose">): string[] {
  const keys = deployedServices(model).flatMap(({ container }) => [
    ...variablesOf(container)
      .filter(({ secret }) => secret)
      .map(({ name }) => name),
    ...secretsOf(container, model.compose?.definition).map(({ key }) => key),
  ]);
  return [...new Set(keys)].sort();
}

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

export interface Expanded {
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

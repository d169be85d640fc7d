import type { ComposeFile, ComposeService } from "../../model/compose.ts";
import type { Model, Service } from "../../model/model.ts";
import { isOperated } from "./target.ts";
import { expand, type Variable } from "./variables.ts";

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

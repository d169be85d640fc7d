import type { ComposeService } from "../../model/compose.ts";
import type { Model, Service } from "../../model/model.ts";
import type { Where } from "../walk.ts";

/** Every container that runs a service of the stack, with that service. */
export function* containersOf(
  model: Model,
): Generator<{ name: string; service: Service; container: ComposeService; where: Where }> {
  const { compose, stack } = model;
  if (!compose) return;
  for (const [name, service] of Object.entries(stack)) {
    const host = service.host ?? name;
    const container = compose.definition.services[host];
    if (container) yield { name: host, service, container, where: { file: compose.file, path: ["services", host] } };
  }
}

import { containerPort } from "../../model/compose.ts";
import { didYouMean } from "../../promql/text/suggest.ts";
import type { Check } from "../check.ts";
import { composeExample } from "./example.ts";
import { containersOf } from "./walk.ts";

export const composeService: Check = {
  name: "compose-service",
  description:
    "A service that no container runs, or whose container goes by another name or port, is down for whoever asks.",
  *find(model) {
    const { compose, stack } = model;
    if (!compose) return;
    const { file, definition } = compose;
    for (const [name, { host = name, external }] of Object.entries(stack))
      if (!external && !(host in definition.services)) {
        const hint =
          didYouMean(host, Object.keys(definition.services)) ?? "add it, or say `external: true` in stack.ts";
        yield { file, path: ["services"], message: `no container for "${host}" of stack.ts`, hint };
      }
    for (const { name, service, container, where } of containersOf(model)) {
      if (container.container_name !== `bigdata-${name}`)
        yield { ...where, message: `container_name is not "bigdata-${name}"`, hint: "runbooks name it so" };
      if (!container.ports?.some((port) => containerPort(port) === service.port))
        yield { ...where, message: `does not publish ${service.port}, its port in stack.ts` };
      if (service.insteadOf && !container.profiles)
        yield { ...where, message: `runs beside "${service.insteadOf}"`, hint: "put each behind a profile" };
    }
  },
  bad: () => composeExample({ ports: ["127.0.0.1:9100:9101"] }),
  good: () => composeExample(),
};

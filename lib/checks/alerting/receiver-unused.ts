import type { Check } from "../check.ts";
import { alertingExample } from "./example.ts";
import { routesOf } from "./walk.ts";

export const receiverUnused: Check = {
  name: "receiver-unused",
  why: "A receiver that no route leads to looks as if somebody were told, and nobody is.",
  *find(model) {
    if (!model.alerting) return;
    const { file, definition } = model.alerting;
    const used = new Set<string>(Array.from(routesOf(model), ({ route }) => route.receiver));
    for (const name of Object.keys(definition.receivers))
      if (!used.has(name))
        yield { file, path: ["receivers", name], message: "no route leads here", hint: "route to it or remove it" };
  },
  bad: () => {
    const { receivers } = alertingExample({}).alerting?.definition ?? { receivers: {} };
    return alertingExample({ alerting: { receivers: { ...receivers, forgotten: {} } } });
  },
  good: () => alertingExample({}),
};

import type { ReceiverName } from "../../model/alerting.ts";
import { didYouMean } from "../../promql/text/suggest.ts";
import type { Check } from "../check.ts";
import { alertingExample } from "./example.ts";
import { routesOf } from "./walk.ts";

export const routeReceiver: Check = {
  name: "route-receiver",
  why: "Alertmanager refuses its whole configuration for one route to a receiver that does not exist.",
  *find(model) {
    const known = Object.keys(model.alerting?.definition.receivers ?? {});
    for (const { route, where } of routesOf(model)) {
      if (known.includes(route.receiver)) continue;
      const hint = didYouMean(route.receiver, known) ?? "define it in alerting/receivers.ts";
      yield { ...where, message: `no receiver "${route.receiver}"`, hint };
    }
  },
  bad: () => alertingExample({ root: { receiver: "platfrom-critical" as ReceiverName } }),
  good: () => alertingExample({}),
};

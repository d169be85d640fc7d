import { durationSeconds } from "../../model/duration.ts";
import type { Check } from "../check.ts";
import { alertingExample } from "./example.ts";
import { routesOf } from "./walk.ts";

export const routeRepeat: Check = {
  name: "route-repeat",
  why: "Alertmanager looks at repeatInterval only when a groupInterval has passed, so that any other is kept late.",
  *find(model) {
    for (const { route, where } of routesOf(model)) {
      const { groupInterval, repeatInterval } = route;
      const [news, repeat] = [durationSeconds(groupInterval), durationSeconds(repeatInterval)];
      // A shorter one means "at every groupInterval", which is how a dead man's switch is kept alive.
      if (repeat < news || repeat % news === 0) continue;
      yield {
        ...where,
        message: `repeatInterval ${repeatInterval} is no multiple of groupInterval ${groupInterval}`,
        hint: "make it one",
      };
    }
  },
  bad: () => alertingExample({ root: { groupInterval: "7m", repeatInterval: "1h" } }),
  good: () => alertingExample({ root: { groupInterval: "5m", repeatInterval: "1h" } }),
};

import type { Check } from "../check.ts";
import { composeExample } from "./example.ts";
import { containersOf } from "./walk.ts";

export const composeHealth: Check = {
  name: "compose-health",
  description: "Without a health check a server that hangs counts as running; one that asks elsewhere says nothing.",
  *find(model) {
    for (const { service, container, where } of containersOf(model)) {
      const { healthcheck } = container;
      if (!healthcheck) {
        yield { ...where, message: "has no health check" };
        continue;
      }
      const asked = /http:\/\/127\.0\.0\.1:(\d+)(\S*)/.exec(healthcheck.test.join(" "));
      const expected = `${service.port}${service.health ?? ""}`;
      if (asked && `${asked[1]}${asked[2]}` !== expected)
        yield { ...where, message: `asks ${asked[1]}${asked[2]}, stack.ts says ${expected}` };
    }
  },
  bad: () => composeExample({ healthcheck: { test: ["CMD", "wget", "-qO-", "http://127.0.0.1:9100/healthy"] } }),
  good: () => composeExample(),
};

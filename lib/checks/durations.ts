import { durationSeconds } from "../model/duration.ts";
import type { Duration, Model } from "../model/model.ts";
import { longestDuration } from "../promql/syntax/numbers.ts";
import type { Check } from "./check.ts";
import { rulesOf, type Where } from "./check.ts";
import { routesOf } from "./routing.ts";

/** What Prometheus refuses as zero: it would never wait, or divide by it. */
const neverZero: readonly string[] = ["interval", "timeout", "groupInterval", "repeatInterval"];

/** Every duration that a server reads, by the name of its field. */
function* durationsOf(model: Model): Generator<{ where: Where; field: string; duration: Duration | undefined }> {
  for (const { file, definition } of model.rules)
    for (const field of ["interval", "queryOffset"] as const)
      yield { where: { file, path: [] }, field, duration: definition[field] };
  for (const { rule, where } of rulesOf(model)) {
    if (!("alert" in rule)) continue;
    yield { where, field: "for", duration: rule.for };
    yield { where, field: "keepFiringFor", duration: rule.keepFiringFor };
  }
  for (const [name, { scrape }] of Object.entries(model.stack)) {
    yield { where: { file: "stack.ts", path: [name] }, field: "interval", duration: scrape?.interval };
    yield { where: { file: "stack.ts", path: [name] }, field: "timeout", duration: scrape?.timeout };
  }
  for (const { route, where } of routesOf(model))
    for (const field of ["groupWait", "groupInterval", "repeatInterval"] as const)
      yield { where, field, duration: route[field] };
}

const durationRange: Check = {
  name: "duration-range",
  description: "Prometheus and Alertmanager count nanoseconds in 64 bits, and refuse intervals of zero.",
  *find(model) {
    for (const { where, field, duration } of durationsOf(model)) {
      if (duration === undefined) continue;
      const seconds = durationSeconds(duration);
      if (seconds > longestDuration)
        yield { ...where, message: `${field} "${duration}" is longer than servers read`, hint: "at most 292y" };
      if (seconds === 0 && neverZero.includes(field))
        yield { ...where, message: `${field} "${duration}" is zero`, hint: "write at least 1s" };
    }
  },
};

/** Checks of durations. */
export const durationChecks: readonly Check[] = [durationRange];

import type { Detail } from "../change.ts";
import { objectOf, objectsOf, textOf } from "../json.ts";

interface Step {
  readonly color: string;
  /** Undefined for the lowest. */
  readonly from: number | undefined;
}

/** What changed in a panel's thresholds: limits that moved by their colour, else all of them. */
export function stepDetails(before: unknown, after: unknown): Detail[] {
  if (stepsText(before) === stepsText(after)) return [];
  const [old, now] = [stepsOf(before), stepsOf(after)];
  const sameColours = mode(before) === mode(after) && colours(old) === colours(now);
  if (!sameColours) return [{ sentence: `is coloured ${stepsText(after)} instead of ${stepsText(before)}` }];
  return now.flatMap(({ color, from }, i) =>
    from === old[i]?.from ? [] : [{ sentence: `turns ${color} from ${from} instead of ${old[i]?.from}` }],
  );
}

/** `green, orange from 0.8, red from 0.9`. */
export function stepsText(thresholds: unknown): string {
  const steps = stepsOf(thresholds).map(({ color, from }) => (from === undefined ? color : `${color} from ${from}`));
  return `${steps.join(", ") || "as Grafana does"}${mode(thresholds) === "percentage" ? " (in percent)" : ""}`;
}

const stepsOf = (thresholds: unknown): Step[] =>
  objectsOf(objectOf(thresholds).steps).map(({ color, value }) => ({
    color: textOf(color),
    from: typeof value === "number" ? value : undefined,
  }));

const mode = (thresholds: unknown): string => textOf(objectOf(thresholds).mode) || "absolute";

const colours = (steps: readonly Step[]): string => steps.map(({ color }) => color).join();

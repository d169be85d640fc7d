import { describe } from "vitest";

/** Skips a suite where something is missing. The reporter prints the suite's name, so it ends with the reason. */
export function describeUnless(missing: string | undefined, name: string, body: () => void): void {
  if (missing === undefined) describe(name, body);
  else describe.skip(`${name}: ${missing}`, body);
}

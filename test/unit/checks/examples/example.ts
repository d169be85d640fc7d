import type { Model } from "../../../../lib/model/model.ts";

/** Two small models that differ in one thing: the check finds a problem in the bad one, and none in the good one. */
export interface Example {
  readonly bad: () => Model;
  readonly good: () => Model;
}

/** Examples by the check's name. */
export type Examples = Readonly<Record<string, Example>>;

/** The two models that a function makes of a bad and of a good value. */
export const pair = <T>(make: (value: T) => Model, { bad, good }: { bad: T; good: T }): Example => ({
  bad: () => make(bad),
  good: () => make(good),
});

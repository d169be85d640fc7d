import fc from "fast-check";

/** How many times as many cases of each property are tried; the nightly run sets it. */
const factor = Number(process.env.PROPERTY_FACTOR ?? 1);

/** The number of cases of a property. */
export const runs = (usual: number): number => usual * factor;

/** What generated cases begin with: the same in every run, so that a run fails only by a change. The nightly run takes others. */
export const seed = process.env.PROPERTY_FACTOR === undefined ? 1 : Date.now() % 1_000_000;

fc.configureGlobal({ seed });

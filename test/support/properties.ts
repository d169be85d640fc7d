import fc from "fast-check";

/** How many times as many cases of each property are tried; the nightly run sets it. */
const factor = Number(process.env.PROPERTY_FACTOR ?? 1);

/** The number of cases of a property. */
export const runs = (usual: number): number => usual * factor;

/** Seed of generated cases. It is fixed, so that a run fails only because of a change; the nightly run takes another. */
export const seed = process.env.PROPERTY_FACTOR === undefined ? 1 : Date.now() % 1_000_000;

fc.configureGlobal({ seed });

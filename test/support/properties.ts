/** How many times as many cases of each property are tried; the nightly run sets it. */
const factor = Number(process.env.PROPERTY_FACTOR ?? 1);

/** The number of cases of a property. */
export const runs = (usual: number): number => usual * factor;

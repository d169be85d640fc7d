// Stages that most log pipelines want, and the types to write others.

export type * from "../../model/logs.ts";
export { parseFields } from "./fields.ts";
export { levels, normalizedLevel } from "./levels.ts";
export { dropNoise, joinStackTraces } from "./noise.ts";

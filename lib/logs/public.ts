// Stages that most log pipelines want, and the types to write others.
export { parseFields } from "./fields.ts";
export { levels, normalizedLevel } from "./levels.ts";
export type * from "./logs.ts";
export { dropNoise, joinStackTraces } from "./noise.ts";
export { quoted } from "./selector.ts";

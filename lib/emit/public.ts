// Emitters, for projects that write files by themselves.
export type { Emitter, OutputFile } from "./emit.ts";
export { emit, emitters } from "./index.ts";
export { composeTarget, overriddenTarget, type Target } from "./target.ts";

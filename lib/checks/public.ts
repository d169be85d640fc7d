// Checks, for projects that run them on models of their own or add some.
export { type Check, type Finding, runChecks } from "./check.ts";
export { checks } from "./index.ts";

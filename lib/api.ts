// The entry point for programs: what a build script, a test or an exporter of a project calls.
export type { Labels, Matcher } from "./alerting/matchers.ts";
export { inhibitionOf, notificationsFor, routesFor } from "./alerting/routing.ts";
export { type Check, type Finding, runChecks } from "./checks/check.ts";
export { checks } from "./checks/index.ts";
export { loadModel } from "./cli/load.ts";
export { probeScrapeConfigs } from "./emit/blackbox.ts";
export { composeTarget, type Emitter, type OutputFile, overriddenTarget, type Target } from "./emit/emit.ts";
export { emit, emitters } from "./emit/index.ts";
export { printExposition, type WrittenFamily } from "./metrics/exposition.ts";
export type { GrafanaTarget } from "./model/config.ts";
export { durationSeconds } from "./model/duration.ts";
export type * from "./model/model.ts";
export { didYouMean, formatProblem, type Problem } from "./model/problem.ts";

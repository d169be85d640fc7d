// The entry point for programs: what a build script, a test or an exporter of a project calls.
export { inhibitionOf } from "./alerting/inhibit.ts";
export type { Labels, Matcher } from "./alerting/matchers.ts";
export { notificationsFor } from "./alerting/notifications.ts";
export { routesFor } from "./alerting/route.ts";
export { type Check, type Finding, runChecks } from "./checks/check.ts";
export { checks } from "./checks/index.ts";
export type { GrafanaTarget } from "./cli/grafana/access.ts";
export { loadModel } from "./cli/load.ts";
export { probeScrapeConfigs } from "./emit/blackbox.ts";
export type { Emitter, OutputFile } from "./emit/emit.ts";
export { emit, emitters } from "./emit/index.ts";
export { composeTarget, overriddenTarget, type Target } from "./emit/target.ts";
export { printExposition, type WrittenFamily } from "./metrics/exposition/print.ts";
export type * from "./model/model.ts";
export { formatProblem, type Problem } from "./model/problem.ts";
export { didYouMean } from "./promql/text/suggest.ts";

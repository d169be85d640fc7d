// The entry point for a project's own tests: its alerts, routes and log pipelines under any test runner.
export { testRules } from "./cli/experiments.ts";
export { junitReport } from "./cli/report.ts";
export type { TestResult } from "./testing/experiment.ts";
export { type LogEntry, runLogPipeline } from "./testing/log-pipeline.ts";
export { notifiedReceivers, type RouteExpectation, routeTestResults } from "./testing/rule-tests.ts";

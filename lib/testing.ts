// The entry point for a project's own tests: its alerts, routes and log pipelines under any test runner.
export { junitReport, type TestResult } from "./checks/report.ts";
export { testRules } from "./cli/experiments.ts";
export { type LogEntry, runLogPipeline } from "./testing/log-pipeline.ts";
export { notifiedReceivers, type RouteExpectation, routeTestResults } from "./testing/rule-tests.ts";

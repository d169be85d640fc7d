import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { costsFolder } from "./test/support/costs/folder.ts";
import { LongestFirst } from "./test/support/longest-first.ts";

const minutes = 60_000;
/** Runs in accelerated time, so it needs all processors of the machine. */
const accelerated = "test/live/alerting/end-to-end.test.ts";

const costs = costsFolder ? ["./test/support/costs/record.ts"] : [];

const quick = {
  // The files of a worker share what they import: loading it for each file took longer than its tests.
  isolate: false,
  unstubEnvs: true,
  setupFiles: costs,
  maxWorkers: 2,
  // Seconds in all; but a machine that is busy takes its time for each.
  testTimeout: minutes,
  hookTimeout: minutes,
};

/** Tests and definitions share one copy of the library: its sources. Commands under test run its bundle. */
const source = (path: string) => fileURLToPath(new URL(`lib/${path}`, import.meta.url));

const alias = [
  { find: /^bigdata-monitoring$/, replacement: source("index.ts") },
  { find: /^bigdata-monitoring\/(api|promql|testing)$/, replacement: source("$1.ts") },
  { find: /^bigdata-monitoring\/catalogs\/(.*)$/, replacement: source("catalogs/$1.ts") },
];
/** A project inherits nothing of the root's settings. On a busy machine a poll needs longer than the default of a second. */
const project = (test: NonNullable<TestProjectInlineConfiguration["test"]>): TestProjectInlineConfiguration => ({
  resolve: { alias },
  test: { expect: { poll: { timeout: minutes / 2 } }, ...test },
});

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    globalSetup: "./test/support/bundle.ts",
    // What has been compiled once is read again.
    experimental: { fsModuleCache: true },
    // Prints of a green run only what was skipped, and the counts.
    reporters: ["minimal", "./test/support/count-reporter.ts"],
    projects: [
      project({ ...quick, name: "unit", include: ["test/unit/**/*.test.ts"] }),
      project({ ...quick, name: "commands", include: ["test/commands/**/*.test.ts"] }),
      project({
        name: "live",
        include: ["test/live/**/*.test.ts"],
        exclude: [accelerated],
        setupFiles: costs,
        // A file waits for its servers' timers most of its time. Those that compute have a low priority, so that servers
        // that must answer within a second are not late: see test/support/background.ts.
        maxWorkers: 5,
        // The first run fetches the servers' programs.
        testTimeout: 5 * minutes,
        hookTimeout: 10 * minutes,
        sequence: { groupOrder: 1 },
      }),
      project({
        name: "accelerated",
        include: [accelerated],
        testTimeout: 10 * minutes,
        hookTimeout: 30 * minutes,
      }),
      project({
        name: "worlds",
        // A week of each simulated platform: minutes for each, so the nightly run has them.
        include: ["test/worlds/**/*.test.ts"],
        maxWorkers: 1,
        testTimeout: 20 * minutes,
        hookTimeout: 20 * minutes,
      }),
      project({
        name: "compose",
        // One file, because each part changes the stack that the next one finds.
        include: ["test/compose/compose.test.ts"],
        globalSetup: "test/compose/setup.ts",
        testTimeout: 5 * minutes,
        sequence: { groupOrder: 3 },
      }),
      project({ name: "grafana", include: ["test/grafana/**/*.test.ts"], testTimeout: minutes }),
      project({
        name: "stack",
        include: ["test/stack/**/*.test.ts"],
        globalSetup: "test/stack/setup.ts",
        testTimeout: 3 * minutes,
        sequence: { groupOrder: 2 },
      }),
    ],
  },
});

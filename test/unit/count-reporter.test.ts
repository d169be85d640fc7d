import { expect, it, vi } from "vitest";
import type { TestModule, Vitest } from "vitest/node";
import CountReporter from "../support/count-reporter.ts";

interface Told {
  readonly state: string;
  readonly note?: string;
  /** Name of the suite that is skipped with it. */
  readonly suite?: string;
}

function module(tests: readonly Told[], errors: readonly object[] = []): TestModule {
  const made = { type: "module", relativeModuleId: "test/a.test.ts", errors: () => errors };
  const all = tests.map(({ state, note, suite }, i) => ({
    ...{ type: "test", fullName: `${suite ? `${suite} > ` : ""}test ${i}`, module: made },
    parent: suite
      ? { type: "suite", fullName: suite, options: { mode: "skip" }, errors: () => [], parent: made }
      : made,
    result: () => ({ state, ...(note && { note }) }),
  }));
  return { ...made, children: { allTests: () => all, allSuites: () => [] } } as unknown as TestModule;
}

function printed(modules: readonly TestModule[], unhandled = 0, testNamePattern?: RegExp): string[] {
  const log = vi.spyOn(console, "log").mockReturnValue();
  const reporter = new CountReporter();
  reporter.onInit({ config: { testNamePattern } } as Vitest);
  reporter.onTestRunEnd(modules, new Array(unhandled).fill({}));
  const lines = log.mock.calls.map(([line]) => String(line));
  log.mockRestore();
  return lines;
}

it("counts what passed, failed, and could not be run", () => {
  const tests = module([{ state: "passed" }, { state: "passed" }, { state: "failed" }], [{}]);
  expect(printed([tests], 2)).toEqual(["2 passed, 4 failed"]);
});

it("names what is skipped with its reason, a suite once", () => {
  const suite = "a real Alloy: none here";
  const skipped = [
    { state: "skipped", suite },
    { state: "skipped", suite },
    { state: "skipped", note: "no\nroot" },
  ];
  expect(printed([module([{ state: "passed" }, ...skipped])])).toEqual([
    "3 skipped:",
    "  2 × test/a.test.ts > a real Alloy: none here",
    "  1 × test/a.test.ts > test 3: no root",
    "1 passed, 0 failed",
  ]);
});

it("only counts what a filter by name leaves out", () => {
  expect(printed([module([{ state: "skipped" }, { state: "passed" }])], 0, /x/)).toEqual([
    "1 skipped",
    "1 passed, 0 failed",
  ]);
});

import type { SerializedError } from "vitest";
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from "vitest/node";

/** Ends the output with what was skipped and why, and a line that programs read: `N passed, N failed`. */
export default class CountReporter implements Reporter {
  private isFiltered = false;

  onInit({ config }: Vitest): void {
    this.isFiltered = config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    // A file that cannot be loaded has no tests, a hook that fails leaves them skipped, and an error outside of tests
    // belongs to none: all are failures.
    const groups = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const broken = groups.filter((group) => group.errors().length > 0).length;
    const failed = inState("failed").length + broken + unhandledErrors.length;
    const skipped = inState("skipped");
    if (skipped.length > 0) console.log(`${skipped.length} skipped${this.isFiltered ? "" : ":"}`);
    if (!this.isFiltered) for (const line of skipLines(skipped)) console.log(line);
    console.log(`${inState("passed").length} passed, ${failed} failed`);
  }
}

/** A line for each suite that is skipped as a whole, and for each other test, with the number of tests. */
export function skipLines(skipped: readonly TestCase[]): string[] {
  const counts = new Map<string, number>();
  for (const test of skipped) {
    const result = test.result();
    const reason = "note" in result && result.note ? `: ${result.note}` : "";
    const line = `${test.module.relativeModuleId} > ${skippedAsOne(test).fullName}${reason}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].map(([line, count]) => `  ${count} × ${line.replaceAll(/\s+/g, " ")}`);
}

/** The outermost suite around a test that is skipped, or the test. */
function skippedAsOne(test: TestCase): TestCase | TestSuite {
  let outermost: TestCase | TestSuite = test;
  for (let group = test.parent; group.type === "suite"; group = group.parent)
    if (group.options.mode === "skip" || group.errors().length > 0) outermost = group;
  return outermost;
}

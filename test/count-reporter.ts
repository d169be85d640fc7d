import type { SerializedError } from "vitest";
import type { Reporter, TestModule } from "vitest/node";

/** Ends the output with a line that programs read: `N passed, N failed`. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    // A file that cannot be loaded has no tests, a hook that fails leaves them skipped, and an error outside of tests
    // belongs to none: all are failures.
    const groups = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const broken = groups.filter((group) => group.errors().length > 0).length;
    const failed = count("failed") + broken + unhandledErrors.length;
    if (count("skipped") > 0) console.log(`${count("skipped")} skipped`);
    console.log(`${count("passed")} passed, ${failed} failed`);
  }
}

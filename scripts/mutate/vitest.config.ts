// The unit tests as `npm run mutate` runs them: with mutants in the library, and each test once for each that it reaches.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { instrumentedFile, mutationFolder } from "./folder.ts";
import type { Instrumented } from "./instrument.ts";

const { files }: Instrumented = JSON.parse(readFileSync(join(mutationFolder(), instrumentedFile), "utf8"));

const mutants: Plugin = {
  name: "mutants",
  enforce: "pre",
  load: (id) => files[id],
};

/** The tests of a changed folder know most about it. */
class OwnTestsFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const folders = new Set(Object.keys(files).map((file) => /\/lib\/([^/]+)/.exec(file)?.[1]));
    const isOwn = ({ moduleId }: TestSpecification) => folders.has(/\/test\/unit\/([^/]+)/.exec(moduleId)?.[1]);
    return specifications.sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const source = (path: string) => join(root, "lib", path);

export default defineConfig({
  root,
  plugins: [mutants],
  resolve: {
    alias: [
      { find: /^bigdata-monitoring$/, replacement: source("index.ts") },
      { find: /^bigdata-monitoring\/(api|promql|testing)$/, replacement: source("$1.ts") },
      { find: /^bigdata-monitoring\/catalogs\/(.*)$/, replacement: source("catalogs/$1.ts") },
    ],
  },
  test: {
    include: ["test/unit/**/*.test.ts"],
    isolate: false,
    unstubEnvs: true,
    maxWorkers: 2,
    sequence: { sequencer: OwnTestsFirst },
    testTimeout: 20_000,
    // A test that runs again would write its snapshots a second time.
    update: "none",
    globalSetup: "./test/support/bundle.ts",
    runner: "./scripts/mutate/runner.ts",
    reporters: ["minimal"],
  },
});

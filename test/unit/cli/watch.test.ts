import { spawn } from "node:child_process";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";
import { onePending } from "../../../lib/cli/watch.ts";

const cli = fileURLToPath(new URL("../../../lib/bin/bigdata-monitoring.js", import.meta.url));

it("runs once more after a run during which it was called many times", async () => {
  const ends: (() => void)[] = [];
  const start = onePending(() => new Promise((resolve) => ends.push(resolve)));
  for (let call = 0; call < 8; call++) start();
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await vi.waitFor(() => expect(ends).toHaveLength(2), 30_000);
  ends[1]?.();
  // Both runs have ended: what is called now starts at once.
  await vi.waitFor(() => {
    start();
    expect(ends).toHaveLength(3);
  }, 30_000);
});

/** Every build of this project writes a line to a file. */
const stack = (log: string, comment: string) => `import { appendFileSync } from "node:fs";
appendFileSync(${JSON.stringify(log)}, ${JSON.stringify(`${comment}\n`)});
export const stack = {};
export const links = { dashboards: "http://127.0.0.1:3000/d", runbooks: "http://127.0.0.1/runbooks" };
`;

it("builds what is saved last, also after a file was replaced by another one", { timeout: 5 * 60_000 }, async () => {
  const project = await mkdtemp(join(tmpdir(), "watch-"));
  const log = join(project, "builds.log");
  const file = join(project, "stack.ts");
  const isBuilt = (comment: string) =>
    vi.waitFor(async () => expect(await readFile(log, "utf8")).toMatch(new RegExp(`${comment}\n$`)), {
      // A build is two processes that start, which takes its time on a busy machine.
      timeout: 60_000,
    });
  await writeFile(file, stack(log, "first"));
  const watching = spawn(process.execPath, [cli, "build", "--project", project, "--watch"], { stdio: "ignore" });
  try {
    await isBuilt("first");
    for (const save of ["second", "third"]) {
      await writeFile(`${file}~`, stack(log, save));
      await rename(`${file}~`, file);
      await isBuilt(save);
    }
    await writeFile(file, stack(log, "fourth"));
    await isBuilt("fourth");
  } finally {
    watching.kill();
    // A build that it has started still writes.
    await rm(project, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
});

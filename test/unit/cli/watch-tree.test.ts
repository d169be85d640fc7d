import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { watchTree } from "../../../lib/cli/watch.ts";

let root: string;
let watcher: ReturnType<typeof watchTree>;
let wanted: { path: string; resolve: () => void } | undefined;
const all = new Set<string>();

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "bigdata-monitoring-watch-test-"));
  for (const folder of ["dashboards/kafka", "node_modules/package", "dist", ".git"])
    await mkdir(join(root, folder), { recursive: true });
  all.clear();
  watcher = watchTree(root, (changed) => {
    for (const path of changed) all.add(path);
    if (wanted && all.has(wanted.path)) wanted.resolve();
  });
});

afterEach(async () => {
  watcher.close();
  await rm(root, { recursive: true });
});

const save = (file: string) => writeFile(join(root, file), "");

/** Resolves when the watcher reports that the path changed. */
async function notificationsFor(path: string, act: () => Promise<unknown>): Promise<void> {
  all.delete(path);
  const changed = new Promise<void>((resolve) => {
    wanted = { path, resolve };
  });
  await act();
  await changed;
}

it("reports files that are saved, replaced and removed, however deep", async () => {
  await notificationsFor("stack.ts", () => save("stack.ts"));
  await notificationsFor("dashboards/kafka/lag.ts", () => save("dashboards/kafka/lag.ts"));
  await notificationsFor("dashboards/kafka/lag.ts", () => save("dashboards/kafka/lag.ts"));
  await save("dashboards/kafka/lag.ts~");
  await notificationsFor("dashboards/kafka/lag.ts", () =>
    rename(join(root, "dashboards/kafka/lag.ts~"), join(root, "dashboards/kafka/lag.ts")),
  );
  await notificationsFor("dashboards/kafka/lag.ts", () => rm(join(root, "dashboards/kafka/lag.ts")));
});

it("follows folders that are new, moved, or come again", async () => {
  await notificationsFor("rules", () => mkdir(join(root, "rules/deep"), { recursive: true }));
  await notificationsFor("rules/deep/kafka.ts", () => save("rules/deep/kafka.ts"));
  await notificationsFor("alerts", () => rename(join(root, "rules"), join(root, "alerts")));
  await notificationsFor("alerts/deep/kafka.ts", () => save("alerts/deep/kafka.ts"));
  await notificationsFor("dashboards/kafka", () => rm(join(root, "dashboards/kafka"), { recursive: true }));
  await notificationsFor("dashboards/kafka", () => mkdir(join(root, "dashboards/kafka")));
  await notificationsFor("dashboards/kafka/lag.ts", () => save("dashboards/kafka/lag.ts"));
});

it("survives folders that come and go at once", async () => {
  for (let number = 0; number < 200; number++) {
    await mkdir(join(root, `rules-${number}/deep`), { recursive: true });
    await rm(join(root, `rules-${number}`), { recursive: true });
  }
  await notificationsFor("stack.ts", () => save("stack.ts"));
});

it("leaves out packages, what is built, and what is hidden", async () => {
  for (const file of ["node_modules/package/index.js", "dist/rules.yml", ".git/HEAD", ".env"]) await save(file);
  await notificationsFor("stack.ts", () => save("stack.ts"));
  expect([...all]).toEqual(["stack.ts"]);
});

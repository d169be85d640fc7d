import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stringify } from "yaml";
import { run } from "../../../lib/cli/programs/programs.ts";
import { tool } from "../../../lib/cli/programs/tools.ts";
import { permanentContainers } from "../../../owners.ts";
import { goneContainers } from "../../../rules/containers.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "containers-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const seen = (cluster: string, name: string) =>
  `container_last_seen{job="cadvisor",cluster="${cluster}",name="bigdata-${name}"}`;

/**
 * The containers that are gone after ten minutes, `cluster name`, where Loki runs in `eu` only.
 * @param inEu the containers that run there
 */
async function gone(clusters: readonly string[], inEu: readonly string[]): Promise<string> {
  const running = [
    ...inEu.map((name) => seen("eu", name)),
    ...permanentContainers().flatMap((name) => (name === "loki" ? [] : [seen("us", name)])),
  ];
  const rule = { record: "gone", expr: goneContainers(clusters) };
  const test = {
    interval: "1m",
    input_series: running.map((series) => ({ series, values: "1x20" })),
    // No such result: promtool prints what there is.
    promql_expr_test: [{ expr: "gone", eval_time: "10m", exp_samples: [{ labels: "none", value: 1 }] }],
  };
  await writeFile(join(folder, "rules.yml"), stringify({ groups: [{ name: "gone", rules: [rule] }] }));
  await writeFile(join(folder, "test.yml"), stringify({ rule_files: ["rules.yml"], tests: [test] }));
  const { stdout, stderr } = await run(await tool("promtool"), "test", "rules", join(folder, "test.yml")).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  return /got:(.*)/.exec(stdout + stderr)?.[1]?.trim() ?? stdout + stderr;
}

it("sees a container that is gone in one of two clusters, while the other one's runs", async () => {
  expect(await gone(["eu", "us"], permanentContainers())).toBe(
    '{__name__="gone", cluster="us", job="cadvisor", name="bigdata-loki"} 1E+00',
  );
});

it("is content with one container anywhere where one stack spans the clusters", async () => {
  expect(await gone([], ["loki"])).toBe("nil");
});

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { threadsFor } from "../../../../lib/cli/check/external.ts";

const program = fileURLToPath(new URL("../../../../lib/bin/bigdata-monitoring.js", import.meta.url));
const board = fileURLToPath(new URL("../../../fixtures/external/dashboard.json", import.meta.url));
let folder: string;

/** Files whose rules read what others record: in the next file, and in a cycle through all. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "threads-"));
  await writeFile(join(folder, "stack.ts"), "export const stack = {};");
  for (let i = 0; i < 7; i++) await writeFile(join(folder, `${i}.yml`), rulesOf(i, (i + 1) % 7));
  await writeFile(join(folder, "7.yml"), "groups: [");
});
afterAll(() => rm(folder, { recursive: true }));

const rulesOf = (own: number, next: number): string => `groups:
  - name: group-${own}
    rules:
      - record: job:cycle_${own}:sum
        expr: sum by (job) (job:cycle_${next}:sum)
      - record: job:share_${own}:ratio
        expr: sum by (job) (rate(a_total{code="500"}[5m])) / sum by (job) (rate(a_total[5m]))
      - alert: NeverTrue${own}
        expr: job:share_${next}:ratio > 2
      - alert: LabelThatIsGone${own}
        expr: job:share_${next}:ratio > 0.5
        annotations:
          summary: "{{ $labels.instance }} has too many errors"
      - alert: NoTemplate${own}
        expr: ALERTS{alertname="NeverTrue${next}"}
        annotations:
          summary: "{{ }}"
      - alert: Suppressed${own}
        expr: "a{x='1',x='2'} # suppress promql-matchers: on purpose"
      - alert: NoPromql${own}
        expr: "sum(("
`;

async function check(threads: number): Promise<{ code: number; found: { check: string; path: string[] }[] }> {
  const rules = Array.from({ length: 8 }, (_, i) => join(folder, `${i}.yml`));
  const options = [
    "--project",
    folder,
    "--json",
    "--threads",
    `${threads}`,
    "--rules",
    ...rules,
    "--dashboards",
    board,
  ];
  const ended = await promisify(execFile)(process.execPath, [program, "check", ...options]).catch((error) => error);
  return { code: ended.code ?? 0, found: JSON.parse(ended.stdout).problems };
}

it("finds the same in the same order with one thread and with several", { timeout: 60_000 }, async () => {
  const one = await check(1);
  expect(one.code).toBe(1);
  const count = (name: string) => one.found.filter((problem) => problem.check === name).length;
  const checks = ["rule-file", "promql-syntax", "promql-recording", "promql-comparison", "alert-label", "panel-legend"];
  expect(checks.map(count)).toEqual([8, 8, 1, 7, 7, 1]);
  for (const threads of [2, 3, 8]) expect(await check(threads)).toEqual(one);
});

it("starts threads for a lot of rules only", () => {
  const texts = (size: number) => ({ rules: [{ file: "a.yml", text: "#".repeat(size) }], dashboards: [] });
  expect(threadsFor(texts(100_000))).toBe(1);
  expect(threadsFor({ rules: Array(9).fill(texts(1_000_000).rules[0]), dashboards: [] })).toBeGreaterThan(0);
});

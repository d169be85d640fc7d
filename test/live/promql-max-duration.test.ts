import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tool } from "../../lib/cli/programs/tools.ts";
import { maxDuration } from "../../lib/promql/analysis/max-duration.ts";
import { parse } from "../../lib/promql/syntax/parse.ts";

const conditions = [
  "x offset 1h unless x",
  "x unless x offset 10m",
  "present_over_time(x[30m]) unless x",
  "y == 1 and y offset 5m == 0",
  "y == 0 and max_over_time(y[20m]) > 0",
  "y < 5 and on () hour() >= 1 < 3",
];

/** Minutes that a condition holds at most. */
function bound(text: string): number {
  const { ast } = parse(text);
  return ((ast && maxDuration(ast)?.seconds) ?? Number.NaN) / 60;
}

const alert = (name: string, expr: string, minutes: number): string =>
  `  - {alert: ${name}, expr: ${JSON.stringify(expr)}, for: ${minutes}m}`;

/** A series that comes and goes, one that stays, and two that change and change back. */
const tests = `
rule_files: [rules.yml]
evaluation_interval: 1m
tests:
- interval: 1m
  input_series:
  - {series: 'x{a="1"}', values: "_x30 1x60 _x300"}
  - {series: 'x{a="2"}', values: "1x400"}
  - {series: 'y{a="1"}', values: "0x40 1x40 0x400"}
  - {series: 'y{a="2"}', values: "1x40 0x3 1x400"}
  promql_expr_test:
  - {expr: 'count by (alertname) (count_over_time(ALERTS{alertstate="firing"}[400m]))', eval_time: 390m}
`;

/** The alerts that Prometheus lets fire within these six hours. */
async function firing(rules: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "promql-max-duration-"));
  try {
    await writeFile(join(folder, "rules.yml"), `groups:\n- name: g\n  rules:\n${rules.join("\n")}\n`);
    await writeFile(join(folder, "tests.yml"), tests);
    // Expect nothing, so that promtool prints all results.
    const { stdout, stderr } = spawnSync(await tool("promtool"), ["test", "rules", join(folder, "tests.yml")], {
      encoding: "utf8",
    });
    const named = (stdout + stderr).matchAll(/alertname="(\w+)"/g);
    return [...new Set(Array.from(named, ([, name = ""]) => name))].sort();
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Stale samples are seen for five minutes, so a condition that begins with an absence begins that much later. */
const lookback = 7;

it("fires only alerts whose `for` is shorter than the longest time that their condition can hold", async () => {
  const rules = conditions.flatMap((expr, i) => [
    alert(`Waits${i}`, expr, bound(expr)),
    alert(`Fires${i}`, expr, bound(expr) - (expr.includes("unless") || expr.includes("max") ? lookback : 1)),
  ]);
  expect(await firing(rules)).toEqual(conditions.map((_, i) => `Fires${i}`));
});

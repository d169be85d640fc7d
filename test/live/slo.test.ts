import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stringify } from "yaml";
import { defineRules } from "../../lib/authoring/rules.ts";
import { type SloOptions, slo } from "../../lib/authoring/slo.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import { composeTarget } from "../../lib/emit/emit.ts";
import { emitRules, emitRuleTests } from "../../lib/emit/rules.ts";
import type { Model, Rule } from "../../lib/model/model.ts";
import { promql } from "../../lib/promql/promql.ts";

const run = promisify(execFile);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "slo-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const about = {
  ...{ team: "platform", domain: "business", concern: "performance", dashboard: "api", action: "Look at the log." },
} as const satisfies Partial<SloOptions>;

const availability = slo("availability", {
  ...about,
  objective: 99.9,
  errors: promql`http_requests_total{code=~"5.."}`,
  total: promql`http_requests_total`,
  series: { errors: 'http_requests_total{code="500"}', successes: 'http_requests_total{code="200"}' },
});

/** Of the alerts with the fewest pairs of ranges: a period of another length, and an error budget of a tenth. */
const latency = slo("latency", {
  ...about,
  objective: 90,
  window: "28d",
  errors: (range) => promql`rate(x_count[${range}]) - ignoring (le) rate(x_bucket{le="0.5"}[${range}])`,
  total: (range) => promql`rate(x_count[${range}])`,
  series: { total: 'x_count{route="a"}', successes: 'x_bucket{route="a",le="0.5"}' },
});

/** Writes what is emitted for rules. @returns the folder */
async function written(name: string, rules: readonly Rule[]): Promise<string> {
  const groups = [{ name, file: `rules/${name}.ts`, definition: defineRules({ interval: "1m", rules }) }];
  const model = {
    links: { dashboards: "", runbooks: "" },
    datasources: [],
    stack: {},
    teams: {},
    rules: groups,
  } as unknown as Model;
  const target = composeTarget(model);
  for (const { path, text } of [...emitRules(model, target), ...emitRuleTests(model, target)]) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return join(folder, "prometheus");
}

it.each([
  ["availability", availability.rules],
  ["latency", latency.rules],
] as const)("the alerts of %s fire and stay quiet as their examples say", async (name, rules) => {
  const tests = join(await written(name, rules), "tests", name);
  const files = (await readdir(tests)).map((file) => join(tests, file));
  const { stdout } = await run(await tool("promtool"), ["test", "rules", ...files]);
  expect(stdout.match(/SUCCESS/g)).toHaveLength(files.length);
});

it("records the ratios of failures, also before the first one, and no ratio without events", async () => {
  await written("numbers", availability.recordings);
  const sample = (record: string, value: number) => ({
    expr: `abs(${record} - ${value}) < bool 1e-9`,
    eval_time: "2h",
    exp_samples: [{ labels: '{slo="availability"}', value: 1 }],
  });
  const input = (code: string, values: string) => ({ series: `http_requests_total{code="${code}"}`, values });
  const tests = [
    {
      input_series: [input("200", "0+9995x120"), input("500", "0+5x120")],
      promql_expr_test: [
        ...["5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d"].map((range) =>
          sample(`slo:sli_error:ratio_rate${range}`, 0.0005),
        ),
        sample("slo:objective:ratio", 0.999),
        sample("slo:error_budget:ratio", 0.001),
        sample("slo:period_error_budget_remaining:ratio", 0.5),
      ],
    },
    {
      input_series: [input("200", "0+10x120")],
      promql_expr_test: [sample("slo:sli_error:ratio_rate5m", 0), sample("slo:period_error_budget_remaining:ratio", 1)],
    },
    {
      input_series: [input("200", "7x120"), input("500", "3x120")],
      promql_expr_test: [{ expr: "slo:sli_error:ratio_rate1h", eval_time: "2h", exp_samples: [] }],
    },
  ];
  const file = join(folder, "numbers.test.yml");
  await writeFile(file, stringify({ rule_files: ["prometheus/rules/numbers.yml"], evaluation_interval: "1m", tests }));
  expect((await run(await tool("promtool"), ["test", "rules", file])).stdout).toContain("SUCCESS");
});

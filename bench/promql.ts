import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { loadModel } from "../lib/cli/load.ts";
import { tool } from "../lib/cli/programs/tools.ts";
import { analyse } from "../lib/promql/analysis/analyse.ts";
import { seriesCatalogOf } from "../lib/promql/analysis/series-catalog.ts";
import type { SeriesCatalog } from "../lib/promql/analysis/type-info.ts";
import { parse } from "../lib/promql/syntax/parse.ts";
import { defineBenchmark, inTurn, median } from "./bench.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const rules = 10_000;
const rounds = 7;

export default defineBenchmark({
  name: "promql",
  question: `How fast are ${rules} rules read, and proven against the vocabulary, beside promtool check rules?`,
  run: async () => {
    const model = await loadModel(root);
    const catalog = seriesCatalogOf(model);
    const expressions = manyOf(model.rules.flatMap(({ definition }) => definition.rules.map(({ expr }) => expr)));
    const folder = await mkdtemp(join(tmpdir(), "bench-promql-"));
    try {
      const file = join(folder, "rules.yml");
      await writeFile(file, ruleFile(expressions));
      const promtool = await tool("promtool");
      const reference = () => run(promtool, ["check", "rules", "--lint=none", file]);
      // The compiler of JavaScript needs some passes to see what is hot; a check of one file ends before.
      for (let pass = 0; pass < 5; pass++) each(expressions, (expr) => check(expr, catalog));
      const reading = await inTurn(rounds, async () => each(expressions, (expr) => parse(expr)), reference);
      const checking = await inTurn(rounds, async () => each(expressions, (expr) => check(expr, catalog)), reference);
      return [
        line("parse", median(reading.a), median(reading.b)),
        line("parse and check", median(checking.a), median(checking.b)),
        line("promtool check rules, with its start and YAML", median(checking.b), median(checking.b)),
      ];
    } finally {
      await rm(folder, { recursive: true });
    }
  },
});

/** This project's own rules, over and over, no two alike. */
function manyOf(own: readonly string[]): string[] {
  return Array.from({ length: rules }, (_, i) => `(${own[i % own.length]}) * ${i + 1}`);
}

const ruleFile = (expressions: readonly string[]): string =>
  `groups:\n- name: g\n  rules:\n${expressions.map((expr, i) => `  - {record: "r${i}", expr: ${JSON.stringify(expr)}}\n`).join("")}`;

function each(expressions: readonly string[], work: (expr: string) => unknown): void {
  for (const expr of expressions) work(expr);
}

function check(expr: string, catalog: SeriesCatalog): void {
  const { ast } = parse(expr);
  if (ast) analyse(ast, catalog);
}

const line = (what: string, milliseconds: number, reference: number): string =>
  `${what}: ${milliseconds.toFixed(0)} ms, ${((rules / milliseconds) * 1000).toFixed(0)} expressions/s, ` +
  `${(milliseconds / reference).toFixed(2)} of promtool's time (median of ${rounds})`;

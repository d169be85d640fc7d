import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "../../lib/promql/syntax/parse.ts";

/** An expression that either promtool or our parser refuses, but not both. */
export interface Disagreement {
  readonly expr: string;
  /** The error; undefined if accepted. */
  readonly promtool: string | undefined;
  readonly ours: string | undefined;
}

/** The expressions on which our parser and promtool differ. None may be blank: a rule file cannot hold it. */
export function disagreements(promtool: string, expressions: readonly string[]): Disagreement[] {
  const expected = promtoolErrors(promtool, expressions);
  return expressions
    .map((expr, i) => ({ expr, promtool: expected[i], ours: parse(expr).problems[0]?.message }))
    .filter((verdict) => (verdict.promtool === undefined) !== (verdict.ours === undefined));
}

/** The shortest expression, reached by dropping pieces, for which `holds` stays true. */
export function minimise(expr: string, holds: (expr: string) => boolean): string {
  let best = expr;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.length; ) {
      const shorter = best.slice(0, at) + best.slice(at + size);
      if (shorter.trim() !== "" && holds(shorter)) best = shorter;
      else at += size;
    }
  }
  return best;
}

/** promtool's error for each expression, or undefined if it accepts it. Runs one process for all. */
export function promtoolErrors(promtool: string, expressions: readonly string[]): (string | undefined)[] {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-promql-"));
  try {
    const file = join(folder, "rules.yml");
    writeFileSync(file, ruleFile(expressions));
    return runPromtool(promtool, file, expressions.length);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** JSON strings are valid YAML, so expressions are unchanged. */
function ruleFile(expressions: readonly string[]): string {
  const rules = expressions.map((expr, i) => `  - {record: "r${i}", expr: ${yamlString(expr)}}`);
  return `groups:\n- name: g\n  rules:\n${rules.join("\n")}\n`;
}

/** Escapes the characters that YAML does not allow in a string. */
function yamlString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\ufeff\ufffe\uffff\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function runPromtool(promtool: string, file: string, count: number): (string | undefined)[] {
  const run = spawnSync(promtool, ["check", "rules", "--lint=none", file], { encoding: "utf8", maxBuffer: 1 << 30 });
  if (run.error) throw run.error;
  const output = run.stdout + run.stderr;
  const refused = new Map<number, string>();
  for (const [, rule, message = ""] of output.matchAll(/group "g", rule (\d+), "r\d+": (.*)/g)) {
    refused.set(Number(rule) - 1, message);
  }
  if (run.status !== 0 && refused.size === 0) throw new Error(`promtool printed no verdict: ${output.slice(0, 2000)}`);
  return Array.from({ length: count }, (_, i) => refused.get(i));
}

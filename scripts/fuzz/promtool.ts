import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What promtool says of each expression: its refusal, or undefined where it accepts. One process judges all. */
export function judge(promtool: string, expressions: readonly string[]): (string | undefined)[] {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-promql-"));
  try {
    const file = join(folder, "rules.yml");
    writeFileSync(file, ruleFile(expressions));
    return verdicts(promtool, file, expressions.length);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** JSON's strings are YAML's, so nothing of an expression is lost. */
function ruleFile(expressions: readonly string[]): string {
  const rules = expressions.map((expr, i) => `  - {record: "r${i}", expr: ${yamlString(expr)}}`);
  return `groups:\n- name: g\n  rules:\n${rules.join("\n")}\n`;
}

/** YAML takes every character but these as it is. */
function yamlString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\ufeff\ufffe\uffff\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function verdicts(promtool: string, file: string, count: number): (string | undefined)[] {
  const run = spawnSync(promtool, ["check", "rules", "--lint=none", file], { encoding: "utf8", maxBuffer: 1 << 30 });
  if (run.error) throw run.error;
  const output = run.stdout + run.stderr;
  const refused = new Map<number, string>();
  for (const [, rule, message = ""] of output.matchAll(/group "g", rule (\d+), "r\d+": (.*)/g)) {
    refused.set(Number(rule) - 1, message);
  }
  if (run.status !== 0 && refused.size === 0) throw new Error(`promtool judged nothing: ${output.slice(0, 2000)}`);
  return Array.from({ length: count }, (_, i) => refused.get(i));
}

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatMatcher, matcherProblem, matchesAll } from "../../lib/alerting/matchers.ts";
import type { Labels, Matcher } from "../../lib/model/alerting.ts";
import { random } from "./expressions.ts";
import { regexes } from "./words.ts";

/** A matcher, and labels of an alert that may match it. */
export interface MatcherCase {
  readonly matcher: Matcher;
  readonly labels: Labels;
}

const names = ["job", "a", "_x", "service.name", "k8s/pod", "größe", "a b", 'q"q', "back\\slash"];
const texts = [
  "",
  "api",
  "API",
  "api|etl",
  "etl",
  "a.c",
  "abc",
  "a\nb",
  'say "hi"',
  "\\d+",
  "42",
  "ß",
  "😀",
  " api",
  "{}",
];
const pieces = [
  "a",
  "b",
  "c",
  "api",
  ".",
  ".*",
  ".+",
  "|",
  "(",
  ")",
  "?",
  "*",
  "+",
  "[a-c]",
  "[^a]",
  "\\d",
  "\\.",
  "^",
  "$",
];
const more = [
  "{2}",
  "{1,}",
  "(?i)",
  "(?:",
  "\\pL",
  "\\b",
  "(?P<n>",
  "(?s)",
  "\\Q",
  "\\E",
  "\\x61",
  "\n",
  "ß",
  "[[:alpha:]]",
];

/** Cases for a differential test: half of them are regular expressions, some of which are invalid. */
export function matcherCases(seed: number, count: number): MatcherCase[] {
  const dice = random(seed);
  const regex = () =>
    dice.chance(0.3)
      ? dice.pick(regexes)
      : Array.from({ length: 1 + dice.below(5) }, () => dice.pick([...pieces, ...more])).join("");
  return Array.from({ length: count }, () => {
    const op = dice.pick(["=", "!=", "=~", "!~"] as const);
    const label = dice.pick(names);
    const value = op.endsWith("~") ? regex() : dice.pick(texts);
    const labels = Object.fromEntries([
      ...(dice.chance(0.8) ? [[label, dice.pick(texts)]] : []),
      ...(dice.chance(0.3) ? [[dice.pick(names), dice.pick(texts)]] : []),
    ]);
    return { matcher: { label, op, value }, labels };
  });
}

/** "refuses", "matches" or "does not match". */
export type MatcherVerdict = string;

export const ourVerdict = ({ matcher, labels }: MatcherCase): MatcherVerdict =>
  matcherProblem(matcher) !== undefined ? "refuses" : matchesAll([matcher], labels) ? "matches" : "does not match";

/** amtool's verdicts: whether Alertmanager takes the matcher in a route, and whether the route takes the labels. */
export function amtoolVerdicts(amtool: string, cases: readonly MatcherCase[]): MatcherVerdict[] {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-matchers-"));
  try {
    const files = cases.map(({ matcher }, i) => {
      const file = join(folder, `${i}.yml`);
      writeFileSync(file, configuration([matcher]));
      return file;
    });
    const { stdout } = spawnSync(amtool, ["check-config", ...files], { encoding: "utf8", maxBuffer: 1 << 30 });
    const parts = stdout.split(/^Checking '/m).slice(1);
    if (parts.length !== cases.length)
      throw new Error(`amtool printed ${parts.length} verdicts on ${cases.length} files`);
    return cases.map((each, i) =>
      /SUCCESS/.test(parts[i] ?? "") ? routed(amtool, files[i] as string, each) : "refuses",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function routed(amtool: string, file: string, { labels }: MatcherCase): MatcherVerdict {
  const given = Object.entries(labels).map(([label, value]) => formatMatcher({ label, op: "=", value }));
  const run = spawnSync(amtool, ["config", "routes", "test", `--config.file=${file}`, ...given], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`amtool config routes test ${given.join(" ")}: ${run.stderr}`);
  return run.stdout.trim() === "r0" ? "matches" : "does not match";
}

/** JSON is valid YAML. */
const configuration = (matchers: readonly Matcher[]): string =>
  JSON.stringify({
    receivers: [{ name: "none" }, ...matchers.map((_, i) => ({ name: `r${i}` }))],
    route: {
      receiver: "none",
      routes: matchers.map((matcher, i) => ({ receiver: `r${i}`, matchers: [formatMatcher(matcher)] })),
    },
  });

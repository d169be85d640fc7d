import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "../../../lib/promql/syntax/parse.ts";

/** The verdicts of promtool 3.5.3; `npm run fuzz:promql -- --fixture FILE` writes them. */
const verdicts = readFileSync(new URL("verdicts.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n");

it.each(verdicts.map((line) => JSON.parse(line) as [string, string]))("promtool %s %j", (verdict, expr) => {
  expect(parse(expr).problems.length === 0 ? "accepts" : "refuses").toBe(verdict);
});

import { describe, expect, it } from "vitest";
import { recording } from "../../../lib/checks/promql/example.ts";
import { analyse } from "../../../lib/promql/analysis/analyse.ts";
import { catalogueOf } from "../../../lib/promql/analysis/of-model.ts";
import { parse } from "../../../lib/promql/syntax/parse.ts";
import { mistakes, recorded } from "../../../scripts/promql/mistakes.ts";

const catalogue = catalogueOf(recording(recorded));

function messages(text: string): string[] {
  const { ast, problems } = parse(text);
  const findings = ast && problems.length === 0 ? analyse(ast, catalogue).findings : [];
  return [...problems, ...findings].map(({ message }) => message);
}

describe.each(Object.entries(mistakes))("%s", (_, all) => {
  it.each(all.map(({ wrong }) => wrong))("finds %s", (wrong) => {
    expect(messages(wrong)).not.toEqual([]);
  });
  it.each(all.map(({ right }) => right))("passes %s", (right) => {
    expect(messages(right)).toEqual([]);
  });
});

import type { Model } from "../model/model.ts";
import { labelMatchers } from "../promql/promql.ts";
import { partsOf, type VectorSelector } from "../promql/syntax/ast.ts";
import { parse } from "../promql/syntax/parse.ts";
import { type InputSeries, seriesOf } from "./experiment.ts";

/** Samples of a series that lasts longer than any simulation. */
const always = "1x10000";

/**
 * The series with those that `absent()` of an alert asks for and that the input does not mention: a few series describe
 * an incident, and the rest of the platform works.
 */
export function withPresent({ rules }: Pick<Model, "rules">, input: InputSeries): InputSeries {
  const series = seriesOf({ series: input });
  const given = Object.keys(series).map(identityOf);
  const missing = rules
    .flatMap(({ definition }) => definition.rules)
    .flatMap((rule) => ("alert" in rule ? absentSelectors(rule.expr) : []))
    .filter((asked) => !given.some((one) => one.name === asked.name && agree(asked.labels, one.labels)))
    .map(({ name, labels }): [string, string] => [`${name}{${labelMatchers(labels)}}`, always]);
  return { ...Object.fromEntries(missing), ...input };
}

interface Identity {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The series that the arguments of `absent()` select by equality. */
function absentSelectors(expr: string): Identity[] {
  const { ast } = parse(expr);
  if (!ast) return [];
  return [...partsOf(ast)].flatMap((part) =>
    part.kind === "call" && part.name.text === "absent" && part.args[0]?.kind === "selector"
      ? [identity(part.args[0])]
      : [],
  );
}

function identityOf(series: string): Identity {
  const { ast } = parse(series);
  return ast?.kind === "selector" ? identity(ast) : { name: series, labels: {} };
}

const identity = ({ name, matchers }: VectorSelector): Identity => ({
  name: name?.text ?? "",
  labels: Object.fromEntries(
    matchers.flatMap(({ label, operator, value }) => (operator === "=" ? [[label.text, value.text]] : [])),
  ),
});

const agree = (asked: Identity["labels"], given: Identity["labels"]): boolean =>
  Object.entries(asked).every(([label, value]) => given[label] === value);

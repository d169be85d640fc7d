import type { Model } from "../model/model.ts";
import { partsOf, type VectorSelector } from "../promql/syntax/ast.ts";
import { parse } from "../promql/syntax/parse.ts";
import { type InputSeries, seriesOf } from "./experiment.ts";

/**
 * The model without the alerts whose `absent()` asks for a series that the input does not mention: a few series describe
 * an incident, and the rest of the platform works.
 */
export function withoutUnmentioned<M extends Pick<Model, "rules">>(model: M, input: InputSeries): M {
  const given = Object.keys(seriesOf({ series: input })).map(identityOf);
  const isMentioned = (asked: Identity) =>
    given.some((one) => one.name === asked.name && agree(asked.labels, one.labels));
  const rules = model.rules.map((file) => ({
    ...file,
    definition: {
      ...file.definition,
      rules: file.definition.rules.filter(
        (rule) => !("alert" in rule) || absentSelectors(rule.expr).every(isMentioned),
      ),
    },
  }));
  return { ...model, rules };
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

import { didYouMean } from "../../checks/suggest.ts";
import type { Matcher } from "../syntax/ast.ts";
import type { Facts } from "./facts.ts";
import { hasLabel, type Label, type Labels, listLabels } from "./labels.ts";
import { acceptedValues, accepts, filterValues } from "./matching-values.ts";
import type { Scope } from "./scope.ts";

/** Labels as the matchers leave them: some have fewer values, some are gone. */
export function applyMatchers(facts: Facts, matchers: readonly Matcher[]): Facts {
  const { open, gone = [] } = facts.labels;
  if (matchers.every((matcher) => keepsAll(matcher, facts.labels))) return facts;
  const known = new Map(facts.labels.known);
  const dropped = [...gone];
  for (const matcher of matchers) {
    if (matcher.label.dynamic) continue;
    const name = matcher.label.text;
    const label = known.get(name);
    if (matcher.operator === "=" && matcher.value.text === "") known.delete(name);
    else if (label || open) known.set(name, narrowed(label, matcher));
    if (open && !known.has(name)) dropped.push(name);
  }
  return { ...facts, labels: { known, open, ...(dropped.length > 0 && { gone: dropped }) } };
}

/** Whether a matcher only says what is known anyway, such as the one job that exposes the metric. */
function keepsAll(matcher: Matcher, { known }: Labels): boolean {
  if (matcher.label.dynamic) return true;
  const label = known.get(matcher.label.text);
  if (!label?.values || label.optional) return false;
  return label.values.every((value) => accepts(matcher, value) !== false);
}

function narrowed(label: Label | undefined, matcher: Matcher): Label {
  const values = label?.values ? filterValues(matcher, label.values) : acceptedValues(matcher);
  const optional = (label === undefined || label.optional) && accepts(matcher, "") !== false;
  return {
    ...(values && { values }),
    ...(optional && { optional: true }),
    ...(label?.scraped && { scraped: true }),
  };
}

/** Whether every matcher asks for a label that is there and for a value that it can have. */
export function checkMatchers(name: string, { labels }: Facts, matchers: readonly Matcher[], scope: Scope): void {
  for (const matcher of matchers) {
    const { label } = matcher;
    if (label.dynamic || (label.text === "job" && scope.catalogue.jobs.size > 0)) continue;
    const values = labels.known.get(label.text)?.values;
    if (values) checkValue(matcher, values, scope);
    else if (hasLabel(labels, label.text) === "never") reportLabel(name, labels, matcher, scope);
  }
}

function reportLabel(name: string, labels: Labels, matcher: Matcher, { report }: Scope): void {
  // `label=""` asks on purpose for series without it.
  if (matcher.operator === "=" && matcher.value.text === "") return;
  const hint = didYouMean(matcher.label.text, labels.known.keys()) ?? `its labels are ${listLabels(labels)}`;
  const effect = accepts(matcher, "") ? "excludes nothing" : "selects nothing";
  report("label", `"${name}" has no label "${matcher.label.text}": the matcher ${effect}`, matcher.label, hint);
}

function checkValue(matcher: Matcher, values: readonly string[], { report }: Scope): void {
  const { value, label, operator } = matcher;
  if (value.dynamic || value.text === "") return;
  const positive = { ...matcher, operator: operator.endsWith("~") ? "=~" : "=" } as Matcher;
  if (values.some((known) => accepts(positive, known) !== false) || accepts(positive, "") !== false) return;
  const what = operator.endsWith("~") ? `matches no value of "${label.text}"` : `is no value of "${label.text}"`;
  const hint = didYouMean(value.text, values) ?? `its values are ${values.join(", ")}`;
  report("label-value", `"${value.text}" ${what}`, value, hint);
}

/** Whether matchers of one selector leave each other no value. */
export function checkContradictions(matchers: readonly Matcher[], { report }: Scope): void {
  for (const matcher of matchers) {
    const accepted = acceptedValues(matcher);
    const others = matchers.filter((other) => other !== matcher && other.label.text === matcher.label.text);
    const other =
      accepted && others.find((candidate) => accepted.every((value) => accepts(candidate, value) === false));
    // Two that each name what they accept contradict each other both ways: once is enough.
    if (!other || (acceptedValues(other) && other.from < matcher.from)) continue;
    report(
      "matchers",
      `the matchers on "${matcher.label.text}" contradict each other: they select nothing`,
      { from: Math.min(matcher.from, other.from), to: Math.max(matcher.to, other.to) },
      "keep one of them",
    );
  }
}

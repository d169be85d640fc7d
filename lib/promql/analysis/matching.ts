import { didYouMean } from "../../model/problem.ts";
import type { Binary, Matching, Word } from "../syntax/ast.ts";
import {
  anyLabels,
  dropLabels,
  hasLabel,
  keepLabels,
  type Label,
  type Labels,
  listLabels,
  type Scope,
  setLabel,
  type TypeInfo,
  uniteLabels,
} from "./type-info.ts";

/** The labels of an operation on two vectors. Reports joins that cannot work. */
export function matchedLabels(expr: Binary, leftInfo: TypeInfo, rightInfo: TypeInfo, scope: Scope): Labels {
  const { matching, op } = expr;
  const [left, right] = [leftInfo.labels, rightInfo.labels];
  const words = [...(matching?.labels ?? []), ...(matching?.include ?? [])];
  if (words.some(({ dynamic }) => dynamic))
    return op === "or" ? anyLabels : left.open ? anyLabels : { ...left, open: true };
  checkNames(expr, left, right, scope);
  if (op !== "or") checkPossible(expr, left, right, scope);
  if (op === "or") return uniteLabels(left, right);
  if (op === "and" || op === "unless") return left;
  checkUnique(expr, leftInfo, rightInfo, scope);
  return resultLabels(matching, left, right);
}

function resultLabels(matching: Matching | undefined, left: Labels, right: Labels): Labels {
  if (matching?.group) {
    const [many, one] = matching.group === "left" ? [left, right] : [right, left];
    return matching.include.reduce(
      (labels, { text }) => setLabel(labels, text, one.known.get(text) ?? { optional: true }),
      many,
    );
  }
  const labels = onlyMatched(matching, left);
  if (matching?.on) return labels;
  // Series match one to one on equal labels: use the side with more known labels.
  return labels.open && !right.open ? onlyMatched(matching, right) : narrowed(labels, right);
}

/** Labels that take part in the matching. */
function onlyMatched(matching: Matching | undefined, labels: Labels): Labels {
  const names = matching?.labels.map(({ text }) => text) ?? [];
  return matching?.on ? keepLabels(labels, names) : dropLabels(labels, names);
}

/** Both sides have equal labels, so the known values of one side hold for the other. */
function narrowed(labels: Labels, other: Labels): Labels {
  const added = [...labels.known].flatMap(([name, label]): [string, Label][] => {
    const values = label.values ? undefined : other.known.get(name)?.values;
    return values ? [[name, { ...label, values }]] : [];
  });
  const open = labels.open && other.open;
  if (added.length === 0 && open === labels.open) return labels;
  return { ...labels, known: new Map([...labels.known, ...added]), open };
}

function checkNames({ matching }: Binary, left: Labels, right: Labels, { report }: Scope): void {
  if (!matching) return;
  const clause = matching.on ? "on" : "ignoring";
  for (const label of matching.labels) {
    if (hasLabel(left, label.text) !== "never" || hasLabel(right, label.text) !== "never") continue;
    report(
      "matching",
      `${clause} (${label.text}): neither side has a label "${label.text}"`,
      label,
      labelHint(label, uniteLabels(left, right)),
    );
  }
  const one = matching.group === "left" ? right : left;
  for (const label of matching.include) {
    if (hasLabel(one, label.text) !== "never") continue;
    const message = `group_${matching.group} (${label.text}): the "one" side has no label "${label.text}"`;
    report("matching", message, label, labelHint(label, one));
  }
}

const labelHint = ({ text }: Word, labels: Labels): string =>
  didYouMean(text, labels.known.keys()) ?? `the labels there are ${listLabels(labels)}`;

/** Reports matchings without any match. Series match if all matched labels are equal, absent ones included. */
function checkPossible({ matching, operator, op }: Binary, left: Labels, right: Labels, { report }: Scope): void {
  const [a, b] = [onlyMatched(matching, left), onlyMatched(matching, right)];
  const names = matching?.on
    ? matching.labels.map(({ text }) => text)
    : [...new Set([...a.known.keys(), ...b.known.keys()])];
  const oneSided = names.filter((name) => isOneSided(a, b, name));
  if (oneSided.length > 0) {
    const list = oneSided.join(", ");
    const hint = matching?.on
      ? `leave ${list} out of on()`
      : `add on(...) with the labels that both have, or ignoring(${list})`;
    report("matching", `nothing matches across \`${op}\`: only one side has the label ${list}`, operator, hint);
  }
  for (const name of names) {
    const [x, y] = [a.known.get(name)?.values, b.known.get(name)?.values];
    if (!x || !y || x.length === 0 || y.length === 0 || x.some((value) => y.includes(value))) continue;
    const message = `nothing matches across \`${op}\`: "${name}" is ${x.join(" or ")} on the left, ${y.join(" or ")} on the right`;
    report("matching", message, operator, `leave it out with ignoring(${name}) or on(...)`);
  }
}

function isOneSided(a: Labels, b: Labels, name: string): boolean {
  const [left, right] = [hasLabel(a, name), hasLabel(b, name)];
  return (left === "always" && right === "never") || (left === "never" && right === "always");
}

/**
 * Reports a side that must have one series per group but has more: it has another label with several values, or with any
 * value, so that the query fails as soon as there is a second one.
 */
function checkUnique(expr: Binary, left: TypeInfo, right: TypeInfo, { report }: Scope): void {
  const { matching, operator, op } = expr;
  const sides = { left: leftover(matching, left), right: leftover(matching, right) };
  const many = sides.left ? "left" : sides.right ? "right" : undefined;
  if (!many || (matching?.group === many && !(sides.left && sides.right))) return;
  if (sides.left && sides.right) {
    const why = [...new Set([sides.left, sides.right])].join("; ");
    const message = `many-to-many across \`${op}\`: both sides have several series a match (${why})`;
    report("matching", message, operator, "aggregate one side, or match on more labels");
  } else {
    const message = `many-to-one across \`${op}\`: the ${many} side has several series a match (${sides[many]})`;
    const hint = matching?.group ? `aggregate the ${many} side` : `add group_${many}, or aggregate the ${many} side`;
    report("matching", message, operator, hint);
  }
}

/** A label that distinguishes series of one group. Scrape labels depend on each other and do not count. */
function leftover(matching: Matching | undefined, { labels, range, picked }: TypeInfo): string | undefined {
  if (!matching) return undefined;
  const matched = onlyMatched(matching, labels);
  const left = [...labels.known].filter(([name, { scraped }]) => !scraped && !matched.known.has(name));
  const certain = left.find(([, { values }]) => values && values.length > 1);
  if (certain) return `${certain[0]} is ${certain[1].values?.join(", ")}`;
  // An info metric, such as of a version, has one series for each thing that it describes.
  if ((range[0] === 1 && range[1] === 1) || labels.open || picked) return undefined;
  const free = left.find(([, { values, optional }]) => values === undefined && !optional);
  return free && `as soon as there are two of "${free[0]}"`;
}

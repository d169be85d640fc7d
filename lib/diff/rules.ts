import { namesIn } from "../promql/syntax/ast.ts";
import { about, type Change, type Detail, fieldDetails, listed, pairUp, sameDuration } from "./change.ts";
import { expressionDetails, partsOf, sameQuestion, treeOf } from "./expressions.ts";
import { objectsOf, ownField, rowsOf, textOf } from "./json.ts";
import type { RuleFacts, RuleGroupFacts, Snapshot } from "./snapshot.ts";

/** A rule with the group that it stands in. */
interface Grouped {
  readonly rule: RuleFacts;
  readonly group: string;
}

/** What changed in rule groups, recordings and alerts; of a recording also who reads it. */
export function ruleChanges(before: Snapshot, after: Snapshot): Change[] {
  const [old, now] = [before.rules ?? [], after.rules ?? []];
  const { both, removed, added } = pairUp(rulesIn(old), rulesIn(now), byPlace, bySeverity, nameOf);
  const changes = [
    ...groupChanges(old, now),
    ...removed.flatMap((one) => about("rules", nameOf(one), [goneRule(one, before)])),
    ...added.flatMap((one) => about("rules", nameOf(one), [newRule(one)])),
    ...both.flatMap(({ before: old, after: now }) => about("rules", nameOf(now), changedRule(old, now, after))),
  ];
  return changes.sort((a, b) => (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0));
}

const rulesIn = (groups: readonly RuleGroupFacts[]): Grouped[] =>
  groups.flatMap(({ name, rules }) => rules.map((rule) => ({ rule, group: name })));

const nameOf = ({ rule: { kind, name } }: Grouped): string => `${kind} ${name}`;
const bySeverity = (one: Grouped): string => `${nameOf(one)} ${JSON.stringify(one.rule.labels)}`;
const byPlace = (one: Grouped): string => `${bySeverity(one)} ${one.group} ${one.rule.expr}`;

function groupChanges(before: readonly RuleGroupFacts[], after: readonly RuleGroupFacts[]): Change[] {
  const { both } = pairUp(before, after, ({ name }) => name);
  return both
    .filter(({ before, after }) => !sameDuration(before.every, after.every))
    .flatMap(({ before, after }) =>
      about("rules", `group ${after.name}`, [
        { sentence: `is evaluated every ${after.every} instead of every ${before.every}` },
      ]),
    );
}

function newRule({ rule, group }: Grouped): Detail {
  const { severity, team } = rule.labels;
  const whose = rule.kind === "alert" ? `: ${severity ?? "no severity"}, of team ${team ?? "nobody"}` : "";
  const wait = rule.for === "" ? "" : `, fires after ${rule.for}`;
  return { kind: "added", sentence: `is new in group ${group}${whose}${wait}`, after: rule.expr };
}

const goneRule = ({ rule, group }: Grouped, before: Snapshot): Detail => ({
  kind: "removed",
  sentence: `is gone from group ${group}${readBy(rule, before)}`,
  before: rule.expr,
});

const readBy = ({ kind, name }: RuleFacts, snapshot: Snapshot): string => {
  const readers = kind === "recording" ? readersOf(name, snapshot) : [];
  return readers.length === 0 ? "" : `; read by ${listed(readers)}`;
};

function changedRule({ rule: old, group: oldGroup }: Grouped, { rule, group }: Grouped, after: Snapshot): Detail[] {
  const details: Detail[] = [
    ...(group === oldGroup ? [] : [{ kind: "moved" as const, sentence: `moved from group ${oldGroup} to ${group}` }]),
    ...(rule.kind === "alert" ? alertExpression(old, rule) : recordedExpression(old, rule, after)),
    ...waits("fires after", old.for, rule.for),
    ...waits("keeps firing for", old.keepFiringFor, rule.keepFiringFor),
  ];
  return [
    ...details,
    ...labelDetails(old.labels, rule.labels),
    ...annotationDetails(old.annotations, rule.annotations),
  ];
}

function alertExpression(old: RuleFacts, now: RuleFacts): Detail[] {
  if (sameQuestion(old.expr, now.expr)) return [];
  const parts = partsOf(old.expr, now.expr);
  if (parts?.every(({ part }) => part === "limit"))
    return [{ sentence: `fires ${parts.map(({ text }) => text).join("; ")}` }];
  return expressionDetails("expression", old.expr, now.expr);
}

const recordedExpression = (old: RuleFacts, now: RuleFacts, after: Snapshot): Detail[] =>
  expressionDetails("expression", old.expr, now.expr).map((detail) => ({
    ...detail,
    sentence: `${detail.sentence}${readBy(now, after)}`,
  }));

const waits = (what: string, old: string, now: string): Detail[] =>
  sameDuration(old, now) ? [] : [{ sentence: `${what} ${now || "0s"} instead of ${old || "0s"}` }];

/** Sentences for the labels of every alert. */
const labelSentences: Readonly<Record<string, (value: string) => string>> = {
  severity: (value) => `is ${value}`,
  team: (value) => `belongs to team ${value}`,
  domain: (value) => `has the domain ${value}`,
  concern: (value) => `has the concern ${value}`,
};

function labelDetails(old: RuleFacts["labels"], now: RuleFacts["labels"]): Detail[] {
  const known = Object.entries(labelSentences).flatMap(([label, say]) => {
    const [before, after] = [old[label], now[label]];
    if (before === after || before === undefined || after === undefined) return [];
    return [{ sentence: `${say(after)} instead of ${before}` }];
  });
  const rest = (labels: RuleFacts["labels"], others: RuleFacts["labels"]) =>
    Object.fromEntries(Object.entries(labels).filter(([label]) => !(label in labelSentences && label in others)));
  return [...known, ...fieldDetails(rest(old, now), rest(now, old), "label")];
}

type Texts = Readonly<Record<string, string>>;

/** What changed in the texts of a notification. */
const annotationDetails = (before: Texts, after: Texts): Detail[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((name) => {
    const [old, now] = [ownField(before, name) ?? "", ownField(after, name) ?? ""];
    if (old === now) return [];
    if (name === "dashboard_url") return [{ sentence: `opens ${now} instead of ${old}` }];
    if (old === "") return [{ sentence: `has a new text, ${name}`, after: now }];
    if (now === "") return [{ sentence: `no longer has the text ${name}`, before: old }];
    return [{ sentence: `has another ${name}`, before: old, after: now }];
  });

/** A place that asks for metrics: an alert, a recording, a panel. */
interface Reader {
  readonly name: string;
  /** What it records itself. */
  readonly records?: string;
  readonly reads: ReadonlySet<string>;
}

/** One look through every expression answers for all recordings. */
const known = new WeakMap<Snapshot, readonly Reader[]>();

/** Who reads a recording, directly or through other recordings: alerts first, then panels. */
function readersOf(recording: string, snapshot: Snapshot): string[] {
  const readers = known.get(snapshot) ?? allReaders(snapshot);
  known.set(snapshot, readers);
  const recorded = new Set([recording]);
  for (const name of recorded)
    for (const { records, reads } of readers) if (records !== undefined && reads.has(name)) recorded.add(records);
  const found = readers.filter(
    ({ records, reads }) => records === undefined && [...recorded].some((one) => reads.has(one)),
  );
  return [...new Set(found.map(({ name }) => name))];
}

const allReaders = ({ rules = [], dashboards = {} }: Snapshot): Reader[] => [
  ...rules
    .flatMap((group) => group.rules)
    .map(({ kind, name, expr }) => ({
      name: `alert ${name}`,
      ...(kind === "recording" && { records: name }),
      reads: namesOf(expr),
    })),
  ...Object.entries(dashboards).flatMap(([uid, board]) =>
    rowsOf(board)
      .flatMap(({ panels }) => panels)
      .map(({ title, targets }) => ({
        name: `panel ${uid} › ${textOf(title)}`,
        reads: new Set(objectsOf(targets).flatMap(({ expr }) => [...namesOf(textOf(expr))])),
      })),
  ),
];

function namesOf(expr: string): Set<string> {
  const tree = treeOf(expr);
  return new Set(tree ? namesIn(tree) : []);
}

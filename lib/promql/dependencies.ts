import type { Defined, RecordingRule, RuleGroupDefinition } from "../model/model.ts";

type Group = Defined<RuleGroupDefinition>;

/** A metric's name as PromQL may hold it; colons mark the recorded ones. */
const metricName = /[a-zA-Z_:][a-zA-Z0-9_:]*/g;

/** The groups whose recordings a group reads, directly and through others; itself first. */
export function groupsNeededBy(group: Group, all: readonly Group[]): Group[] {
  const needed = new Set<Group>([group]);
  for (const current of needed) {
    const names = new Set(current.definition.rules.flatMap(({ expr }) => expr.match(metricName) ?? []));
    for (const other of all) if (recordsAny(other, names)) needed.add(other);
  }
  return [...needed];
}

const recordsAny = ({ definition }: Group, names: ReadonlySet<string>): boolean =>
  definition.rules.some((rule) => "record" in rule && names.has(rule.record));

/** Recording rules in steps: each reads series that are scraped, or that an earlier step has recorded. */
export function recordingsInOrder(groups: readonly Group[]): RecordingRule[][] {
  let left = groups.flatMap(({ definition }) => definition.rules).filter((rule) => "record" in rule);
  const steps: RecordingRule[][] = [];
  while (left.length > 0) {
    const awaited = new Set(left.map(({ record }) => record));
    const ready = left.filter(({ expr }) => !(expr.match(metricName) ?? []).some((name) => awaited.has(name)));
    if (ready.length === 0) throw new Error(`recording rules read each other: ${[...awaited].join(", ")}`);
    steps.push(ready);
    left = left.filter((rule) => !ready.includes(rule));
  }
  return steps;
}

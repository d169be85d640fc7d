import type { Defined, RuleGroupDefinition } from "../model.ts";

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

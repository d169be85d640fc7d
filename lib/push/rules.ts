import type { Json } from "../diff/json.ts";
import { ruleChanges } from "../diff/rules.ts";
import { type RuleGroupFacts, ruleGroupOf } from "../diff/snapshot.ts";
import type { Decision } from "./decision.ts";

/** A rule group as rule files and rulers have it. */
export type RuleGroupJson = Json & { readonly name: string };

export interface RuleDecision extends Decision {
  /** Absent where it is no longer defined. */
  readonly local?: RuleGroupJson;
}

/**
 * Compares the defined rule groups with those of a ruler's namespace, and plans an action for each. We own the whole
 * namespace: a rule group has no place for an ownership marker, so a group that differs is updated and reported.
 * @param prune delete groups of the namespace that are no longer defined
 */
export function planRules(
  local: readonly RuleGroupJson[],
  live: readonly RuleGroupJson[],
  { prune }: { readonly prune: boolean },
): RuleDecision[] {
  const held = new Map(live.map((group) => [group.name, group]));
  const defined = new Set(local.map(({ name }) => name));
  const orphans = prune ? live.filter(({ name }) => !defined.has(name)) : [];
  return [
    ...local.map((group) => planGroup(group, held.get(group.name))),
    ...orphans.map(
      ({ name }): RuleDecision => ({ kind: "prune", uid: name, title: name, reason: "no longer defined" }),
    ),
  ];
}

function planGroup(local: RuleGroupJson, live: RuleGroupJson | undefined): RuleDecision {
  const about = { uid: local.name, title: local.name, local };
  if (!live) return { ...about, kind: "create", reason: "it is not on the ruler" };
  const changes = changesOf(ruleGroupOf(live), ruleGroupOf(local));
  if (changes.length === 0) return { ...about, kind: "unchanged", reason: "equal" };
  return { ...about, kind: "update", reason: changes.join("; ") };
}

const changesOf = (before: RuleGroupFacts, after: RuleGroupFacts): string[] =>
  ruleChanges({ rules: [before] }, { rules: [after] }).map(({ subject, sentence }) => `${subject} ${sentence}`);

import type { Defined, GroupRunbooks, RuleGroupDefinition } from "../../model/model.ts";
import { didYouMean } from "../../model/problem.ts";
import { UserError } from "../outcome.ts";

const ending = ".runbooks.ts";

/** Whether a file of `rules/` holds the runbooks of a group. */
export const isRunbooksFile = (file: string): boolean => file.endsWith(ending);

const groupFileOf = (file: string): string => `${file.slice(0, -ending.length)}.ts`;

/**
 * Rule groups with the runbooks that stand in files of their own: `rules/redis.runbooks.ts` for `rules/redis.ts`.
 * @throws UserError naming all runbooks without an alert, and alerts with two of them
 */
export function withRunbooks(
  groups: readonly Defined<RuleGroupDefinition>[],
  files: readonly Defined<GroupRunbooks>[],
): Defined<RuleGroupDefinition>[] {
  const problems = files.flatMap((file) => problemsOf(file, groups));
  if (problems.length > 0) throw new UserError(problems.join("\n"));
  return groups.map((group) => {
    const own = files.find(({ file }) => groupFileOf(file) === group.file)?.definition;
    if (!own) return group;
    const rules = group.definition.rules.map((rule) =>
      "alert" in rule && Object.hasOwn(own, rule.alert) ? { ...rule, runbook: own[rule.alert] } : rule,
    );
    return { ...group, definition: { ...group.definition, rules } as RuleGroupDefinition };
  });
}

function problemsOf(
  { file, definition }: Defined<GroupRunbooks>,
  groups: readonly Defined<RuleGroupDefinition>[],
): string[] {
  const group = groups.find((one) => one.file === groupFileOf(file));
  if (!group)
    return [`${file}: there is no rule group ${groupFileOf(file)} — name it after the file of its rule group`];
  const alerts = group.definition.rules.flatMap((rule) => ("alert" in rule ? [rule] : []));
  return Object.keys(definition).flatMap((name) => {
    const own = alerts.filter(({ alert }) => alert === name);
    const names = alerts.map(({ alert }) => alert);
    if (own.length === 0)
      return [
        `${file} › ${name}: ${group.file} has no alert of this name — ${didYouMean(name, names) ?? "name an alert of that file"}`,
      ];
    return own.some(({ runbook }) => runbook)
      ? [`${file} › ${name}: ${group.file} has a runbook of this alert too — remove one of them`]
      : [];
  });
}

import { basename } from "node:path";
import { alertLabels } from "../../alerting/labels.ts";
import type {
  AlertDraft,
  AlertExamples,
  AlertRule,
  Defined,
  GroupExamples,
  GroupRunbooks,
  Rule,
  RuleGroupDefinition,
  RuleGroupDraft,
  SeverityExamples,
} from "../../model/model.ts";
import { didYouMean } from "../../model/problem.ts";
import { UserError } from "../outcome.ts";

const examplesEnding = ".examples.ts";

/** Whether a file of `rules/` holds the examples of a group. */
export const isExamplesFile = (file: string): boolean => file.endsWith(examplesEnding);

const groupOfExamples = (file: string): string => file.replace(/\.examples\.ts$/, ".ts");
const examplesFileOf = (file: string): string => file.replace(/\.ts$/, examplesEnding);

/**
 * Rule groups with the examples that stand in files of their own: `rules/redis.examples.ts` for `rules/redis.ts`.
 * @throws UserError naming each alert without examples, and all examples without an alert
 */
export function withExamples(
  groups: readonly Defined<RuleGroupDraft>[],
  files: readonly Defined<GroupExamples>[],
): Defined<RuleGroupDefinition>[] {
  const drafts = groups.map((group) => ({
    ...group,
    own: files.find(({ file }) => file === examplesFileOf(group.file)),
  }));
  const problems = [
    ...files.flatMap((file) => unpaired(file, groups)),
    ...drafts.flatMap(({ file, definition, own }) =>
      alertsOf(definition).flatMap((alert) => misplaced(alert, file, own)),
    ),
  ];
  if (problems.length > 0) throw new UserError(problems.join("\n"));
  return drafts.map(({ own, definition, ...group }) => ({
    ...group,
    definition: {
      ...definition,
      rules: definition.rules.map((rule) =>
        withGroupLabels("alert" in rule ? complete(rule, own) : rule, definition.labels ?? {}),
      ),
    },
  }));
}

/** A rule with the labels of its group. Its own labels come first, as in Prometheus. */
function withGroupLabels(rule: Rule, group: Readonly<Record<string, string>>): Rule {
  const own = "alert" in rule ? alertLabels(rule) : (rule.labels ?? {});
  const added = Object.entries(group).filter(([name]) => !Object.hasOwn(own, name));
  return added.length === 0 ? rule : { ...rule, labels: { ...Object.fromEntries(added), ...rule.labels } };
}

/** An alert whose examples stand in exactly one place. */
function complete({ examples, ...alert }: AlertDraft, own?: Defined<GroupExamples>): AlertRule {
  if (examples) return { ...alert, examples };
  return { ...alert, examples: written(alert, own) as AlertExamples, ...(own && { examplesFile: own.file }) };
}

/** An alert's examples in its group's file of examples. */
function written({ alert, severity }: AlertDraft, own?: Defined<GroupExamples>): AlertExamples | undefined {
  if (!own || !Object.hasOwn(own.definition, alert)) return undefined;
  const found = own.definition[alert] ?? {};
  return isForOneSeverity(found) ? found : found[severity];
}

const isForOneSeverity = (examples: AlertExamples | SeverityExamples): examples is AlertExamples => "fires" in examples;

const alertsOf = ({ rules }: RuleGroupDraft): AlertDraft[] => rules.flatMap((rule) => ("alert" in rule ? [rule] : []));

/** What is wrong with the place of an alert's examples. */
function misplaced(rule: AlertDraft, file: string, own?: Defined<GroupExamples>): string[] {
  const title = `${rule.alert} (${rule.severity})`;
  const there = written(rule, own);
  if (rule.examples && there)
    return [`${own?.file} › ${title}: ${file} has examples of this alert too — remove one of them`];
  if (rule.examples || there) return [];
  return [`${file} › ${title}: has no examples — write them in the alert, or in ${examplesFileOf(file)}`];
}

/** What stands in a file of examples for no alert. */
function unpaired({ file, definition }: Defined<GroupExamples>, groups: readonly Defined<RuleGroupDraft>[]): string[] {
  const groupFile = groupOfExamples(file);
  const group = groups.find((one) => one.file === groupFile);
  if (!group) {
    const written = basename(groupFile, ".ts");
    const names = groups.map(({ name }) => name);
    const hint = didYouMean(written, names) ?? "name it after the file of its rule group";
    return [`${file}: there is no rule group ${groupFile} — ${hint}`];
  }
  const alerts = alertsOf(group.definition);
  return Object.entries(definition).flatMap(([name, examples]) => {
    const severities: string[] = alerts.filter(({ alert }) => alert === name).map(({ severity }) => severity);
    const where = `${file} › ${name}`;
    if (severities.length === 0) {
      const hint =
        didYouMean(
          name,
          alerts.map(({ alert }) => alert),
        ) ?? "name an alert of that file";
      return [`${where}: ${groupFile} has no alert of this name — ${hint}`];
    }
    if (isForOneSeverity(examples))
      return severities.length === 1
        ? []
        : [
            `${where}: the alert has several severities — write { ${severities.map((one) => `${one}: {...}`).join(", ")} }`,
          ];
    const unknown = Object.keys(examples).filter((severity) => !severities.includes(severity));
    return unknown.map((severity) => {
      const hint = didYouMean(severity, severities) ?? `it has ${severities.join(", ")}`;
      return `${where}: the alert has no severity "${severity}" — ${hint}`;
    });
  });
}

const runbooksEnding = ".runbooks.ts";

/** Whether a file of `rules/` holds the runbooks of a group. */
export const isRunbooksFile = (file: string): boolean => file.endsWith(runbooksEnding);

const groupOfRunbooks = (file: string): string => `${file.slice(0, -runbooksEnding.length)}.ts`;

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
    const own = files.find(({ file }) => groupOfRunbooks(file) === group.file)?.definition;
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
  const group = groups.find((one) => one.file === groupOfRunbooks(file));
  if (!group)
    return [`${file}: there is no rule group ${groupOfRunbooks(file)} — name it after the file of its rule group`];
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

import { emitRules } from "../../emit/rules.ts";
import { composeTarget } from "../../emit/target.ts";
import type { Model } from "../../model/model.ts";
import { planRules, type RuleGroupJson } from "../../push/rules.ts";
import { UserError } from "../outcome.ts";
import { readGroups, rulerNamespace, ruleWriter } from "../ruler/ruler.ts";
import { type Job, jobOf } from "./job.ts";

export interface RulerOptions {
  /** Address of the ruler's rules. */
  readonly ruler?: string;
  readonly namespace: string;
  readonly tenant?: string;
  readonly prune: boolean;
}

/** What a ruler's namespace needs. @throws UserError where no ruler is named */
export async function rulesJob(model: Model, options: RulerOptions): Promise<Job> {
  if (options.ruler === undefined)
    throw new UserError("no ruler to talk to: give --ruler with the address of its rules, or --reload for Prometheus");
  const place = rulerNamespace(options.ruler, options.namespace, options.tenant);
  const local = ruleGroups(model);
  const decisions = planRules(local, await readGroups(place), options);
  const server = `ruler ${options.ruler}, namespace ${options.namespace}`;
  return jobOf(server, local.length, decisions, ruleWriter(place));
}

const ruleGroups = (model: Model): RuleGroupJson[] =>
  emitRules(model, composeTarget(model)).flatMap(({ document }) => (document as { groups: RuleGroupJson[] }).groups);

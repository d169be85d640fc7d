import { parse, stringify } from "yaml";
import { composeTarget } from "../../emit/emit.ts";
import { emitRules } from "../../emit/rules.ts";
import type { Model } from "../../model/model.ts";
import { planRules, type RuleDecision, type RuleGroupJson } from "../../push/rules.ts";
import { rulerLogin } from "../env.ts";
import { segment, serverAddress, warnOfPlainHttp } from "../http/address.ts";
import { request, type ServerAccess } from "../http/client.ts";
import { assertAnswer } from "../http/errors.ts";
import { UserError } from "../outcome.ts";
import { type Job, jobOf, type Writer } from "./apply.ts";

export interface RulerOptions {
  /** Address of the ruler's rules. */
  readonly ruler?: string;
  readonly namespace: string;
  readonly tenant?: string;
  readonly prune: boolean;
}

/** The job for a ruler's namespace. @throws UserError where no ruler is given */
export async function rulesJob(model: Model, options: RulerOptions): Promise<Job> {
  if (options.ruler === undefined)
    throw new UserError(
      "no address of a ruler: give --ruler with the address of its rules, or --reload for Prometheus",
    );
  const place = rulerNamespace(options.ruler, options.namespace, options.tenant);
  const local = ruleGroups(model);
  const decisions = planRules(local, await readGroups(place), options);
  const server = `ruler ${options.ruler}, namespace ${options.namespace}`;
  return jobOf(server, local.length, decisions, ruleWriter(place));
}

const ruleGroups = (model: Model): RuleGroupJson[] =>
  emitRules(model, composeTarget(model)).flatMap(({ document }) => (document as { groups: RuleGroupJson[] }).groups);

/** One namespace of a ruler, with the credentials for it. */
export interface RulerNamespace {
  readonly access: ServerAccess;
  readonly namespace: string;
}

/**
 * A namespace of a ruler, with `RULER_TOKEN`, or `RULER_USER` and `RULER_PASSWORD`, where they are set.
 * @param url of its rules: Mimir's `/prometheus/config/v1/rules`, Cortex' `/api/v1/rules`, Loki's `/loki/api/v1/rules`
 */
export function rulerNamespace(url: string, namespace: string, tenant: string | undefined): RulerNamespace {
  const server = serverAddress(url, "RULER_TOKEN, or RULER_USER and RULER_PASSWORD");
  const headers = { accept: "application/yaml", ...(tenant !== undefined && { "x-scope-orgid": tenant }) };
  const credentials = "set RULER_TOKEN, or RULER_USER and RULER_PASSWORD; --tenant where it has several";
  const access = { server, headers, hints: { 401: credentials, 403: credentials }, ...rulerLogin() };
  if (access.authorization !== undefined) warnOfPlainHttp(server);
  return { access, namespace };
}

/** The rule groups of a namespace; a ruler that has none answers 404. */
export async function readGroups({ access, namespace }: RulerNamespace): Promise<RuleGroupJson[]> {
  const path = `/${segment(namespace)}`;
  const { status, body } = await request(access, "GET", path, [200, 404], { as: "text" });
  if (status === 404) return [];
  const groups = parse(String(body ?? ""))?.[namespace] ?? [];
  assertAnswer(Array.isArray(groups) && groups.every((group) => typeof group?.name === "string"), access, path);
  return groups;
}

/** Writes rule groups, each whole: a ruler replaces the group of that name. */
export const ruleWriter = ({ access, namespace }: RulerNamespace): Writer<RuleDecision> => ({
  async write({ kind, uid, local }) {
    const path = `/${segment(namespace)}`;
    // Without a group's name, this would delete the namespace.
    if (kind === "prune") await request(access, "DELETE", `${path}/${segment(uid)}`, [200, 202, 404], { as: "text" });
    else await request(access, "POST", path, [200, 202], { body: stringify(local), as: "text" });
  },
  decideAgain: async (decision) => decision,
});

import { parse, stringify } from "yaml";
import type { RuleDecision, RuleGroupJson } from "../../push/rules.ts";
import { serverAddress, warnOfPlainHttp } from "../api/address.ts";
import { segment } from "../api/segment.ts";
import { environmentVariable, tokenVariable } from "../env.ts";
import { ask, type GrafanaAccess } from "../grafana/http.ts";
import { assertAnswer } from "../grafana/refusal.ts";
import type { Writer } from "../push/apply.ts";

/** Where a ruler keeps one namespace's rule groups, and who we are there. */
export interface RulerNamespace {
  readonly access: GrafanaAccess;
  readonly namespace: string;
}

/**
 * A namespace of a ruler, with `RULER_TOKEN`, or `RULER_USER` and `RULER_PASSWORD`, where they are set.
 * @param url of its rules: Mimir's `/prometheus/config/v1/rules`, Cortex' `/api/v1/rules`, Loki's `/loki/api/v1/rules`
 */
export function rulerNamespace(url: string, namespace: string, tenant: string | undefined): RulerNamespace {
  const server = serverAddress(url, "RULER_TOKEN, or RULER_USER and RULER_PASSWORD");
  const headers = { accept: "application/yaml", ...(tenant !== undefined && { "x-scope-orgid": tenant }) };
  const credentials = "RULER_TOKEN, or RULER_USER and RULER_PASSWORD; --tenant where it has several";
  const access = { server, headers, credentials, ...authorization() };
  if (access.authorization !== undefined) warnOfPlainHttp(server);
  return { access, namespace };
}

function authorization(): Pick<GrafanaAccess, "authorization"> {
  const token = tokenVariable("RULER_TOKEN");
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  const [user, password] = [environmentVariable("RULER_USER"), environmentVariable("RULER_PASSWORD")];
  if (user === undefined || password === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
}

/** The rule groups of a namespace; a ruler that has none answers 404. */
export async function readGroups({ access, namespace }: RulerNamespace): Promise<RuleGroupJson[]> {
  const path = `/${segment(namespace)}`;
  const { status, body } = await ask(access, "GET", path, [200, 404], { textToo: true });
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
    if (kind === "prune") await ask(access, "DELETE", `${path}/${segment(uid)}`, [200, 202, 404], { textToo: true });
    else await ask(access, "POST", path, [200, 202], { body: stringify(local), textToo: true });
  },
  decideAgain: async (decision) => decision,
});

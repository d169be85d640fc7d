import type { AlertRule, Defined, Rule, RuleGroupDefinition } from "../../model/model.ts";
import type { Promql } from "../../promql/promql.ts";

/** A rule as Prometheus' files write it. */
interface ForeignRule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr?: string | number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface ForeignFile {
  readonly groups?: readonly { readonly name: string; readonly rules?: readonly ForeignRule[] }[];
  /** A PrometheusRule of Kubernetes wraps the groups. */
  readonly spec?: ForeignFile;
}

/** The groups of a rule file, as far as the checks of PromQL read them. */
export function groupsOf(file: string, content: unknown): Defined<RuleGroupDefinition>[] {
  const { groups } = (content as ForeignFile | null)?.spec ?? ((content ?? {}) as ForeignFile);
  if (!Array.isArray(groups)) throw new Error("this is no rule file: it has no list of groups");
  return groups.map(({ name, rules }) => ({
    name,
    file,
    definition: { interval: "1m", rules: (rules ?? []).map(ruleOf) },
  }));
}

function ruleOf({ alert, record, expr, labels = {}, annotations = {} }: ForeignRule): Rule {
  const shared = { expr: String(expr ?? "") as Promql, labels };
  if (record !== undefined) return { ...shared, record, help: "" };
  const texts = { summary: annotations.summary ?? "", action: "", description: otherTexts(annotations) };
  return { ...unasked, ...shared, ...texts, alert: alert ?? "(no name)" };
}

const otherTexts = ({ summary: _, ...others }: Readonly<Record<string, string>>): string =>
  Object.values(others).join("\n");

/** What only our own definitions have; no check of PromQL reads it. */
const unasked: Omit<AlertRule, "alert" | "expr" | "summary" | "description" | "action"> = {
  for: "0s",
  severity: "none",
  team: "" as AlertRule["team"],
  domain: "" as AlertRule["domain"],
  concern: "performance",
  dashboard: "",
  examples: { fires: [{ series: {}, at: "0s" }], quiet: [{ series: {}, at: "0s" }] },
};

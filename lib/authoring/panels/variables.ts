import {
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { Promql } from "../../promql/promql.ts";

/** The names of the two dashboard variables that choose the datasources; every dashboard has them. */
export const metricsVariable = "datasource";
export const logsVariable = "logs";

/** The Prometheus that the dashboard's reader chose. */
export const metricsSource = { type: "prometheus", uid: `\${${metricsVariable}}` } as const;

/** The Loki that the dashboard's reader chose. */
export const logsSource = { type: "loki", uid: `\${${logsVariable}}` } as const;

interface LabelVariableOptions {
  /** The variable's name. Defaults to the label's. */
  readonly name?: string;
  /** The text next to it. Defaults to the name with a capital letter. */
  readonly title?: string;
  /** Whether several values and All can be chosen. Defaults to true. */
  readonly multi?: boolean;
}

/**
 * A variable with the values that a label has on a selector: `labelVariable("topic", promql`kafka_topic_partitions{...}`)`.
 * Use it in selectors as `topic=~"$topic"`. Its selector may use variables that are defined before it.
 */
export function labelVariable(
  label: string,
  selector: Promql,
  options: LabelVariableOptions = {},
): QueryVariableBuilder {
  const { name = label, title = capitalised(name), multi = true } = options;
  const definition = `label_values(${selector}, ${label})`;
  const variable = new QueryVariableBuilder(name)
    .label(title)
    .datasource(metricsSource)
    .query({ qryType: 1, query: definition, refId: `variable-${name}` })
    .definition(definition)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(multi);
  // ".+" instead of a long list of alternatives: it also matches series that appear later.
  return multi ? variable.includeAll(true).allValue(".+").current({ text: "All", value: "$__all" }) : variable;
}

/** The variable that chooses the Prometheus. Every dashboard has it first. */
export const metricsSourceVariable = () =>
  new DatasourceVariableBuilder(metricsVariable).label("Metrics").type("prometheus");

/** The variable that chooses the Loki; hidden, because few projects have two. */
export const logsSourceVariable = () =>
  new DatasourceVariableBuilder(logsVariable).label("Logs").type("loki").hide(VariableHide.HideVariable);

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");

interface DashboardLinkOptions {
  /** Variables of this dashboard whose values the other one takes over. */
  readonly keep?: readonly string[];
  /** Values for variables of the other dashboard: `{ topic: "${__field.labels.topic}" }`. */
  readonly choose?: Readonly<Record<string, string>>;
}

/**
 * A link to another dashboard, for a panel's `.links()` or `.dataLinks()`. It keeps the time range and the datasources.
 * @param uid of the other dashboard, which is the name of its file
 */
export function dashboardLink(title: string, uid: string, { keep = [], choose = {} }: DashboardLinkOptions = {}) {
  const kept = [metricsVariable, logsVariable, ...keep].map((name) => `\${${name}:queryparam}`);
  const chosen = Object.entries(choose).map(([name, value]) => `var-${name}=${value}`);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana replaces it when the link is followed.
  const query = ["${__url_time_range}", ...kept, ...chosen].join("&");
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(`/d/${uid}?${query}`);
}

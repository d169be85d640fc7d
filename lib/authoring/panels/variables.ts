import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { Promql } from "../../promql/promql.ts";
import { logsVariable, metricsSource, metricsVariable } from "./sources.ts";

export interface LabelVariableOptions {
  /** The variable's name, if it is not the label's. */
  readonly name?: string;
  /** What people read beside it. Defaults to the name with a capital. */
  readonly title?: string;
  /** Several values and All. Defaults to true. */
  readonly multi?: boolean;
}

/**
 * The values that a label has on a selector: `labelVariable("topic", promql`kafka_topic_partitions{...}`)`.
 * Use it in selectors as `topic=~"$topic"`. It may use variables that stand before it.
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
  // ".+" rather than a long list of alternatives: it also matches series that appear later.
  return multi ? variable.includeAll(true).allValue(".+").current({ text: "All", value: "$__all" }) : variable;
}

/** Which Prometheus to ask. Every board has it first. */
export const metricsSourceVariable = () =>
  new DatasourceVariableBuilder(metricsVariable).label("Metrics").type("prometheus");

/** Which Loki to ask; hidden, since few have two. */
export const logsSourceVariable = () =>
  new DatasourceVariableBuilder(logsVariable).label("Logs").type("loki").hide(VariableHide.HideVariable);

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");

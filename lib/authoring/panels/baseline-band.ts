import type { DynamicConfigValue } from "@grafana/grafana-foundation-sdk/dashboard";
import type { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import type { Promql } from "../../promql/promql.ts";
import type { PanelOptions } from "./frame.ts";
import { query } from "./queries.ts";
import { timeseries } from "./timeseries.ts";

export interface BaselineBandOptions extends Omit<PanelOptions, "queries"> {
  readonly now: Promql;
  /** The lower and upper bound of what is usual at this time of day, as `baseline()` records them. */
  readonly least: Promql;
  readonly most: Promql;
}

const [least, most] = ["usually at least", "usually at most"];
const faint: DynamicConfigValue[] = [
  { id: "color", value: { mode: "fixed", fixedColor: "text" } },
  { id: "custom.lineWidth", value: 0 },
];

/** One value over time, above a band of the values that are usual at this time of day. */
export const withBaselineBand = (title: string, { now, ...options }: BaselineBandOptions): PanelBuilder =>
  timeseries(title, {
    ...options,
    queries: [query(now, "now"), query(options.least, least), query(options.most, most)],
  })
    .overrideByName(least, [...faint, { id: "custom.fillOpacity", value: 0 }])
    .overrideByName(most, [
      ...faint,
      { id: "custom.fillBelowTo", value: least },
      { id: "custom.fillOpacity", value: 20 },
    ]);

import { parseDuration } from "../../lib/promql/syntax/numbers.ts";
import { interpolate } from "../../test/support/panel-queries.ts";

/** A dashboard as Grafana stores it, of any age: what a view of it asks stands in these fields. */
export interface Board {
  readonly panels?: readonly BoardPanel[];
  /** Of dashboards that are older than Grafana 5. */
  readonly rows?: readonly { readonly panels?: readonly BoardPanel[]; readonly collapse?: boolean }[];
  readonly templating?: { readonly list?: readonly BoardVariable[] };
}

interface BoardPanel {
  readonly title?: string;
  readonly type?: string;
  readonly interval?: string | null;
  readonly maxDataPoints?: number | null;
  readonly targets?: readonly Target[];
  /** Of a collapsed row. */
  readonly panels?: readonly BoardPanel[];
}

interface Target {
  readonly expr?: string;
  readonly datasource?: { readonly type?: string } | string | null;
  readonly hide?: boolean;
  readonly instant?: boolean;
  readonly range?: boolean;
  readonly interval?: string;
  readonly intervalFactor?: number;
}

export interface BoardVariable {
  readonly name: string;
  readonly type: string;
  readonly query?: string | { readonly query?: string };
  readonly regex?: string;
  readonly includeAll?: boolean;
  readonly allValue?: string | null;
  readonly current?: { readonly value?: unknown };
  readonly options?: readonly { readonly value?: unknown }[];
}

export interface BoardQuery {
  readonly panel: string;
  /** With values in place of the variables. */
  readonly expr: string;
  /** Seconds between two points; undefined where only the newest value is asked. */
  readonly step?: number;
  /** In a collapsed row: asked once somebody opens it. */
  readonly collapsed: boolean;
}

/** What Grafana asks over a time range on a screen that has so many points. All in seconds. */
export interface Screen {
  readonly range: number;
  readonly points: number;
  /** The interval of scrapes that the datasource names. */
  readonly scrapeInterval: number;
}

/** The value of a variable that follows the panel's points. */
export const automatic = "$__interval";

/** Every query that Prometheus answers, those of collapsed rows too. */
export function queriesOf(board: Board, values: Readonly<Record<string, string>>, screen: Screen): BoardQuery[] {
  const rows = (board.rows ?? []).flatMap((row) =>
    (row.panels ?? []).map((panel) => ({ panel, collapsed: row.collapse === true })),
  );
  const panels = (board.panels ?? []).flatMap((panel) => [
    { panel, collapsed: false },
    ...(panel.panels ?? []).map((inner) => ({ panel: inner, collapsed: true })),
  ]);
  return [...panels, ...rows].flatMap(({ panel, collapsed }) =>
    (panel.targets ?? []).filter(asksPrometheus).flatMap((target) => {
      const step = stepOf(panel, target, values, screen);
      const times = timesOf(step, screen);
      const own = Object.entries(values).map(([name, value]) => [name, value === automatic ? times.__interval : value]);
      const expr = interpolate(target.expr ?? "", { ...Object.fromEntries(own), ...times });
      const query = { panel: panel.title ?? "", expr, collapsed };
      // Old queries say only that they are instant; newer ones can be both.
      const ranged = { ...query, step };
      if (!target.instant) return [ranged];
      return target.range ? [query, ranged] : [query];
    }),
  );
}

/** Grafana does not send hidden queries. */
const asksPrometheus = ({ expr, hide, datasource }: Target): boolean =>
  Boolean(expr) && !hide && (typeof datasource !== "object" || datasource?.type !== "loki");

/** Intervals that Grafana rounds to, as far as they matter for hours. */
const rounded = [60, 120, 300, 600, 900, 1200, 1800, 3600];

/** Source: https://grafana.com/docs/grafana/latest/datasources/prometheus/query-editor/#options */
function stepOf(
  panel: BoardPanel,
  { interval, intervalFactor = 1 }: Target,
  values: Readonly<Record<string, string>>,
  { range, points }: Screen,
): number {
  const exact = range / Math.min(points, panel.maxDataPoints ?? points);
  const step = rounded.find((seconds) => seconds >= exact) ?? exact;
  const least = interpolate(interval || panel.interval || "", values).replace(/^>/, "");
  const parsed = parseDuration(least);
  return Math.max(step, typeof parsed === "number" ? parsed : 0) * intervalFactor;
}

/** Grafana's own variables. */
function timesOf(step: number, { range, scrapeInterval }: Screen) {
  const rate = Math.max(step + scrapeInterval, 4 * scrapeInterval);
  return {
    __interval: `${step}s`,
    __interval_ms: `${step * 1000}`,
    __rate_interval: `${rate}s`,
    __range: `${range}s`,
    __range_s: `${range}`,
    __range_ms: `${range * 1000}`,
  };
}

import type { DataFrame, GrafanaTheme2, InterpolateFunction, TimeRange } from "@grafana/data";
import type { Region } from "../data/annotations.ts";
import type { Panel } from "../model.ts";

/** What every kind of panel is drawn from. */
export interface PanelProps {
  readonly panel: Panel;
  readonly frames: DataFrame[];
  readonly width: number;
  readonly height: number;
  readonly range: TimeRange;
  readonly timeZone: string;
  readonly theme: GrafanaTheme2;
  readonly replace: InterpolateFunction;
  readonly regions: readonly Region[];
  readonly onZoom: (range: { from: number; to: number }) => void;
}

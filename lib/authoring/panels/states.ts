import { VisibilityMode } from "@grafana/grafana-foundation-sdk/common";
import type { ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { MappingType } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as StateTimeline } from "@grafana/grafana-foundation-sdk/statetimeline";
import { PanelBuilder as StatusHistory } from "@grafana/grafana-foundation-sdk/statushistory";
import { type PanelOptions, withValues } from "./frame.ts";
import { legend, tooltip } from "./timeseries.ts";

/** Which state each series was in, as bands over time. Give it `.mappings()`. */
export const stateTimeline = (title: string, options: PanelOptions): StateTimeline =>
  withValues(new StateTimeline(), title, options)
    .mergeValues(true)
    .showValue(VisibilityMode.Never)
    .rowHeight(0.85)
    .legend(legend())
    .tooltip(tooltip());

/** Which state each series was in, as cells over time. Give it `.mappings()`. */
export const statusHistory = (title: string, options: PanelOptions): StatusHistory =>
  withValues(new StatusHistory(), title, options).showValue(VisibilityMode.Never).legend(legend()).tooltip(tooltip());

/** Words and colours instead of numbers: `words({ 1: ["up", "green"], 0: ["down", "red"] })`. */
export const words = (byValue: Readonly<Record<string, readonly [text: string, color: string]>>): ValueMapping[] => [
  {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      Object.entries(byValue).map(([value, [text, color]], index) => [value, { text, color, index }]),
    ),
  },
];

/** For `up`, `probe_success` and every other metric that is 1 when all is well. */
export const upOrDown = words({ 1: ["up", "green"], 0: ["down", "red"] });

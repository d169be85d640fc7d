import { type DataFrame, dateTimeFormat } from "@grafana/data";
import { SortOrder, TooltipDisplayMode } from "@grafana/schema";
import { getFieldDisplayItems, VizTooltipContent, VizTooltipHeader, VizTooltipWrapper } from "@grafana/ui";
import type { Region } from "../data/annotations.ts";

interface Hover {
  readonly frame: DataFrame;
  readonly dataIdxs: (number | null)[];
  readonly seriesIdx: number | null;
  readonly isPinned: boolean;
  readonly tooltip: { readonly mode?: TooltipDisplayMode; readonly sort?: SortOrder };
  readonly regions: readonly Region[];
  readonly timeZone: string;
}

/** Every series' value at the pointer, and the alerts that fired then. */
export function timeTooltip({ frame, dataIdxs, seriesIdx, isPinned, tooltip, regions, timeZone }: Hover) {
  const [time] = frame.fields;
  const at = time?.values[dataIdxs[0] ?? dataIdxs.find((index) => index !== null) ?? -1];
  if (!time || at === undefined) return null;
  const { mode = TooltipDisplayMode.Multi, sort = SortOrder.None } = tooltip;
  const items = getFieldDisplayItems(frame.fields, time, dataIdxs, seriesIdx, mode, sort);
  const alerts = regions
    .filter(({ from, to }) => from <= at && at <= to)
    .map(({ title, text }) => ({ label: title, value: text }));
  return (
    <VizTooltipWrapper>
      <VizTooltipHeader item={{ label: "", value: dateTimeFormat(at, { timeZone }) }} isPinned={isPinned} />
      <VizTooltipContent items={[...items, ...alerts]} isPinned={isPinned} scrollable maxHeight={320} />
    </VizTooltipWrapper>
  );
}

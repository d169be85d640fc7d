import { TableCellHeight } from "@grafana/schema";
import { TableNG } from "@grafana/ui/unstable";
import type { PanelProps } from "./props.ts";

/** The first frame as a table, drawn by Grafana's own component. */
export function TablePanel({ panel, frames, width, height, range }: PanelProps) {
  const [frame] = frames;
  if (!frame) return null;
  return (
    <TableNG
      ariaLabel={panel.title}
      data={frame}
      width={width}
      height={height}
      noHeader={panel.options?.showHeader === false}
      cellHeight={panel.options?.cellHeight ?? TableCellHeight.Sm}
      sortBy={panel.options?.sortBy}
      timeRange={range}
      fieldConfig={panel.fieldConfig}
      noValue={panel.fieldConfig?.defaults.noValue}
    />
  );
}

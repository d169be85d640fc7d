import type { GridPos } from "./model.ts";

/** Grafana's grid: 24 columns, lines of 30 px, 8 px between panels. */
const [columns, lineHeight, margin] = [24, 30, 8];

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a panel stands in a row whose panels begin at a line of the grid. */
export function boxOf({ x, y, w, h }: GridPos, firstLine: number, width: number): Box {
  const column = (width - margin * (columns - 1)) / columns;
  return {
    left: Math.round(x * (column + margin)),
    top: (y - firstLine) * (lineHeight + margin),
    width: Math.round(w * column + (w - 1) * margin),
    height: h * lineHeight + (h - 1) * margin,
  };
}

/** How high the panels are together. */
export const heightOf = (places: readonly GridPos[], firstLine: number): number =>
  Math.max(0, ...places.map(({ y, h }) => (y - firstLine + h) * (lineHeight + margin)));

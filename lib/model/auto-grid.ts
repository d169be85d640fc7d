/** How Grafana lays panels of equal size out by the width of the screen. */
export interface AutoGrid {
  /** The most panels beside each other. Defaults to 3. */
  readonly columns?: number;
  /** The least width of a panel; a number is pixels. Defaults to `standard`. */
  readonly width?: "narrow" | "standard" | "wide" | number;
  /** The height of a panel; a number is pixels. Defaults to `standard`. */
  readonly height?: "short" | "standard" | "tall" | number;
  /** Panels are stretched to fill the screen. */
  readonly fillScreen?: true;
}

/** Grafana's grid has 24 columns; a unit of height is 30 pixels and a gap of 8. */
const gridColumns = 24;
const unitPixels = 38;
const heights = { short: 168, standard: 320, tall: 512 } as const;

/** What stands for an auto grid on the one grid of classic JSON: its most columns, and panels of one size in grid units. */
export function fixedGrid({ columns = 3, height = "standard" }: AutoGrid): { count: number; w: number; h: number } {
  const count = Math.min(gridColumns, Math.max(1, Math.floor(columns) || 1));
  const pixels = typeof height === "number" ? height : heights[height];
  return { count, w: Math.floor(gridColumns / count), h: Math.max(1, Math.round(pixels / unitPixels)) };
}

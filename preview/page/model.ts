import type { DataTransformerConfig, FieldConfigSource } from "@grafana/data";

/** What the page reads of classic dashboard JSON. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description?: string;
  readonly time?: { readonly from: string; readonly to: string };
  readonly refresh?: string;
  readonly templating: { readonly list?: readonly Variable[] };
  readonly annotations?: { readonly list?: readonly Annotation[] };
  readonly panels?: readonly (Panel | RowPanel)[];
}

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly label?: string;
  readonly hide?: number;
  readonly query?: string | { readonly query?: string };
  readonly current?: { readonly value?: string | readonly string[] };
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
}

export interface Annotation {
  readonly name: string;
  readonly enable?: boolean;
  readonly expr?: string;
  readonly titleFormat?: string;
  readonly textFormat?: string;
}

export interface GridPos {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Target {
  readonly refId: string;
  readonly expr?: string;
  readonly legendFormat?: string;
  readonly instant?: boolean;
  readonly format?: string;
  readonly datasource?: { readonly type?: string };
  readonly hide?: boolean;
}

export interface PanelLink {
  readonly title: string;
  readonly url?: string;
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly gridPos: GridPos;
  readonly targets?: readonly Target[];
  readonly interval?: string;
  readonly maxDataPoints?: number;
  readonly links?: readonly PanelLink[];
  readonly transformations?: DataTransformerConfig[];
  readonly fieldConfig?: FieldConfigSource;
  // biome-ignore lint/suspicious/noExplicitAny: every panel type has options of its own.
  readonly options?: any;
}

export interface RowPanel extends Omit<Panel, "type"> {
  readonly type: "row";
  readonly collapsed?: boolean;
  readonly panels?: readonly Panel[];
}

/** A problem that a check found, as the server sends it. */
export interface Problem {
  readonly file: string;
  readonly path: readonly string[];
  readonly text: string;
}

/** What the page shows. */
export interface Boards {
  readonly boards: readonly Dashboard[];
  readonly problems: readonly Problem[];
  /** Why the saved definitions cannot be loaded; the boards are then those of the last version that could be. */
  readonly loadError?: string;
  /** The Prometheus datasource's scrape interval, which `$__rate_interval` is made from. */
  readonly scrapeInterval: string;
  readonly hasLogs: boolean;
}

/** What the server pushes when the page opens, and whenever a definition is saved: those boards that are not yet here. */
export interface BoardsUpdate extends Boards {
  /** The uids of all boards, in order. */
  readonly uids: readonly string[];
}

export const isRow = (panel: Panel | RowPanel): panel is RowPanel => panel.type === "row";

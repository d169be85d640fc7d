// The shape of dashboard JSON, from the SDK's types; `npm run schemas` turns it into JSON Schema.
import type * as bargauge from "@grafana/grafana-foundation-sdk/bargauge";
import type {
  AnnotationQuery,
  Dashboard,
  FieldConfig,
  Panel,
  RowPanel,
  Threshold,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { Dashboard as DashboardV2 } from "@grafana/grafana-foundation-sdk/dashboardv2";
import type * as gauge from "@grafana/grafana-foundation-sdk/gauge";
import type * as heatmap from "@grafana/grafana-foundation-sdk/heatmap";
import type * as logs from "@grafana/grafana-foundation-sdk/logs";
import type * as loki from "@grafana/grafana-foundation-sdk/loki";
import type * as piechart from "@grafana/grafana-foundation-sdk/piechart";
import type * as prometheus from "@grafana/grafana-foundation-sdk/prometheus";
import type * as stat from "@grafana/grafana-foundation-sdk/stat";
import type * as statetimeline from "@grafana/grafana-foundation-sdk/statetimeline";
import type * as statushistory from "@grafana/grafana-foundation-sdk/statushistory";
import type * as table from "@grafana/grafana-foundation-sdk/table";
import type * as text from "@grafana/grafana-foundation-sdk/text";
import type * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import type { Row, ShowIf } from "../model/model.ts";

/** `grafana/dashboards/*.json` without its panels, which have a schema for each type. */
export interface DashboardDocument extends Omit<Dashboard, "panels" | "annotations"> {
  $comment?: string;
  /** @pattern ^[a-zA-Z0-9_-]{1,40}$ */
  uid: string;
  /**
   * Grafana refuses a longer one.
   * @minLength 1
   * @maxLength 5000
   */
  title: string;
  annotations?: { list?: Annotation[] };
  panels: object[];
}

/** A datasource's own target; Grafana's is a search by tags. */
interface Annotation extends Omit<AnnotationQuery, "target"> {
  target?: { limit: number; matchAny: boolean; tags: string[]; type: string };
}

/** `grafana/dashboards/*.json` of a project that emits schema v2, and what is pushed to Grafana 13. */
export interface DashboardV2Document {
  apiVersion: string;
  kind: "Dashboard";
  metadata: { name: string; annotations?: Record<string, string>; resourceVersion?: string };
  spec: DashboardV2;
}

/** What a panel of each type may hold. */
export interface PanelDocuments {
  row: RowDocument;
  timeseries: PanelOf<"timeseries", timeseries.Options, timeseries.FieldConfig>;
  stat: PanelOf<"stat", stat.Options>;
  gauge: PanelOf<"gauge", gauge.Options>;
  bargauge: PanelOf<"bargauge", bargauge.Options>;
  piechart: PanelOf<"piechart", piechart.Options, piechart.FieldConfig>;
  "state-timeline": PanelOf<"state-timeline", statetimeline.Options, statetimeline.FieldConfig>;
  "status-history": PanelOf<"status-history", statushistory.Options, statushistory.FieldConfig>;
  table: PanelOf<"table", table.Options, table.FieldConfig>;
  heatmap: PanelOf<"heatmap", heatmap.Options, heatmap.FieldConfig>;
  logs: PanelOf<"logs", logs.Options>;
  text: PanelOf<"text", text.Options>;
}

const panelTypes: Readonly<Record<keyof PanelDocuments, true>> = {
  row: true,
  timeseries: true,
  stat: true,
  gauge: true,
  bargauge: true,
  piechart: true,
  "state-timeline": true,
  "status-history": true,
  table: true,
  heatmap: true,
  logs: true,
  text: true,
};

/** Types of panels that have a schema. */
export const knownPanelTypes: readonly string[] = Object.keys(panelTypes);

/** Tabs and conditions stand in it until they are written as schema v2. */
interface RowDocument extends Omit<RowPanel, "panels">, Pick<Row, "tab" | "tabShowIf" | "showIf" | "autoGrid"> {
  id: number;
  panels: object[];
}

interface PanelOf<Type, Options, Custom = Record<string, never>>
  extends Omit<Panel, "type" | "options" | "fieldConfig" | "targets"> {
  type: Type;
  id: number;
  title: string;
  /** @minLength 1 */
  description: string;
  options: Partial<Options>;
  fieldConfig?: { defaults: Fields<Custom>; overrides: object[] };
  targets?: Target[];
  /** Stands in it until it is written as schema v2. */
  showIf?: ShowIf;
}

interface Fields<Custom> extends Omit<FieldConfig, "custom" | "thresholds"> {
  custom?: Partial<Custom>;
  thresholds?: { mode: string; steps: (Omit<Threshold, "value"> & { value: number | null })[] };
}

type Target = PrometheusTarget | LokiTarget;

interface PrometheusTarget extends Omit<prometheus.Dataquery, "refId" | "_implementsDataqueryVariant"> {
  refId: string;
}

interface LokiTarget extends Omit<loki.dataquery, "refId" | "editorMode" | "_implementsDataqueryVariant"> {
  refId: string;
}

// The shape of what Grafana's provisioning reads; `npm run schemas` turns it into JSON Schema.
// Source: https://grafana.com/docs/grafana/latest/administration/provisioning/

/** @pattern ^[a-zA-Z0-9_-]{1,40}$ */
type Uid = string;

/** `grafana/provisioning/datasources/*.yml` */
export interface DatasourceProvisioning {
  apiVersion: 1;
  prune?: boolean;
  datasources: {
    uid: Uid;
    name: string;
    type: string;
    access: "proxy" | "direct";
    url?: string;
    isDefault: boolean;
    editable: boolean;
    jsonData?: object;
    /** Fields that only `raw` has. */
    [field: string]: unknown;
  }[];
}

/** `grafana/provisioning/dashboards/*.yml` */
export interface DashboardProvisioning {
  apiVersion: 1;
  providers: {
    name: string;
    orgId: number;
    folder: string;
    folderUid: Uid;
    type: "file";
    disableDeletion: boolean;
    allowUiUpdates: boolean;
    updateIntervalSeconds: number;
    options: { path: string };
  }[];
}

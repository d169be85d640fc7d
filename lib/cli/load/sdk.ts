// The modules of Grafana's SDK that this library uses. Definitions get the same ones: to import them again takes longer
// than most checks.
import * as bargauge from "@grafana/grafana-foundation-sdk/bargauge";
import * as common from "@grafana/grafana-foundation-sdk/common";
import * as dashboard from "@grafana/grafana-foundation-sdk/dashboard";
import * as gauge from "@grafana/grafana-foundation-sdk/gauge";
import * as heatmap from "@grafana/grafana-foundation-sdk/heatmap";
import * as logs from "@grafana/grafana-foundation-sdk/logs";
import * as loki from "@grafana/grafana-foundation-sdk/loki";
import * as piechart from "@grafana/grafana-foundation-sdk/piechart";
import * as prometheus from "@grafana/grafana-foundation-sdk/prometheus";
import * as stat from "@grafana/grafana-foundation-sdk/stat";
import * as statetimeline from "@grafana/grafana-foundation-sdk/statetimeline";
import * as statushistory from "@grafana/grafana-foundation-sdk/statushistory";
import * as table from "@grafana/grafana-foundation-sdk/table";
import * as text from "@grafana/grafana-foundation-sdk/text";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import * as units from "@grafana/grafana-foundation-sdk/units";

const modules = {
  bargauge,
  common,
  dashboard,
  gauge,
  heatmap,
  logs,
  loki,
  piechart,
  prometheus,
  stat,
  statetimeline,
  statushistory,
  table,
  text,
  timeseries,
  units,
};

/** What a definition imports from the SDK, by the name of the import. */
export const sdkModules: Readonly<Record<string, Record<string, unknown>>> = Object.fromEntries(
  Object.entries(modules).map(([name, module]) => [`@grafana/grafana-foundation-sdk/${name}`, module]),
);

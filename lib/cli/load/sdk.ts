// The modules of Grafana's SDK that this library uses. Definitions get the same ones: to import them again takes longer
// than most checks.

type SdkModule = () => Promise<Record<string, unknown>>;

/** What a definition imports from the SDK, by the name of the import. */
export const sdkModules: Readonly<Record<string, SdkModule>> = {
  "@grafana/grafana-foundation-sdk/bargauge": () => import("@grafana/grafana-foundation-sdk/bargauge"),
  "@grafana/grafana-foundation-sdk/common": () => import("@grafana/grafana-foundation-sdk/common"),
  "@grafana/grafana-foundation-sdk/dashboard": () => import("@grafana/grafana-foundation-sdk/dashboard"),
  "@grafana/grafana-foundation-sdk/gauge": () => import("@grafana/grafana-foundation-sdk/gauge"),
  "@grafana/grafana-foundation-sdk/heatmap": () => import("@grafana/grafana-foundation-sdk/heatmap"),
  "@grafana/grafana-foundation-sdk/logs": () => import("@grafana/grafana-foundation-sdk/logs"),
  "@grafana/grafana-foundation-sdk/loki": () => import("@grafana/grafana-foundation-sdk/loki"),
  "@grafana/grafana-foundation-sdk/piechart": () => import("@grafana/grafana-foundation-sdk/piechart"),
  "@grafana/grafana-foundation-sdk/prometheus": () => import("@grafana/grafana-foundation-sdk/prometheus"),
  "@grafana/grafana-foundation-sdk/stat": () => import("@grafana/grafana-foundation-sdk/stat"),
  "@grafana/grafana-foundation-sdk/statetimeline": () => import("@grafana/grafana-foundation-sdk/statetimeline"),
  "@grafana/grafana-foundation-sdk/statushistory": () => import("@grafana/grafana-foundation-sdk/statushistory"),
  "@grafana/grafana-foundation-sdk/table": () => import("@grafana/grafana-foundation-sdk/table"),
  "@grafana/grafana-foundation-sdk/text": () => import("@grafana/grafana-foundation-sdk/text"),
  "@grafana/grafana-foundation-sdk/timeseries": () => import("@grafana/grafana-foundation-sdk/timeseries"),
  "@grafana/grafana-foundation-sdk/units": () => import("@grafana/grafana-foundation-sdk/units"),
};

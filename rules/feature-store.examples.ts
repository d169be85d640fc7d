import { defineExamples } from "bigdata-monitoring";
import type rules from "./feature-store.ts";

const customer = `job="etl",instance="etl:9501",feature_view="customer"`;
const others = `job="etl",instance="etl-2:9501",feature_view="customer"`;
const labels = { feature_view: "customer" };

export default defineExamples<typeof rules>({
  FeaturesStale: {
    fires: [{ series: materialized("-90000x80"), at: "1h7m", labels }],
    quiet: [
      { name: "fresh", series: materialized("0+60x80"), at: "1h7m" },
      { name: "a daily view, two hours late", series: materialized("-90000x80"), at: "1h4m" },
    ],
  },

  FeatureLookupsFail: {
    fires: [{ series: lookups({ hit: "0+588x30", error: "0+12x30" }), at: "12m", labels }],
    quiet: [
      { name: "few", series: lookups({ hit: "0+595x30", error: "0+5x30" }), at: "20m" },
      { name: "chance", series: lookups({ hit: "0+10x30", error: "0+0.9x30" }), at: "20m" },
    ],
  },

  FeaturesMissing: {
    fires: [{ series: lookups({ hit: "0+510x40", miss: "0+90x40" }), at: "22m", labels }],
    quiet: [
      { name: "some", series: lookups({ hit: "0+550x40", miss: "0+50x40" }), at: "30m" },
      { name: "chance", series: lookups({ hit: "0+0.9x40", miss: "0+0.9x40" }), at: "30m" },
    ],
  },

  FeatureLookupsSlow: {
    fires: [
      { series: took({ under50ms: "0+80x30", all: "0+100x30" }), at: "17m", labels },
      { name: "used just enough", series: took({ under50ms: "0+15.6x30", all: "0+16x30" }), at: "17m", labels },
    ],
    quiet: [
      { name: "quick", series: took({ under50ms: "0+16x30", all: "0+16x30" }), at: "25m" },
      { name: "hardly used", series: took({ under50ms: "0+2x30", all: "0+8x30" }), at: "25m" },
    ],
  },

  FeatureWritesFail: {
    fires: [{ series: writes({ failure: "0+3.5x30" }), at: "17m", labels }],
    quiet: [{ name: "seldom", series: writes({ success: "0+100x30", failure: "0+2.5x30" }), at: "25m" }],
  },
});

/** By one worker; the other one has not refreshed anything for days. */
function materialized(timestamp: string) {
  return {
    [`feature_store_last_materialization_timestamp_seconds{${customer}}`]: timestamp,
    [`feature_store_last_materialization_timestamp_seconds{${others}}`]: "-400000x80",
  };
}

/** @param results lookups by their result, at each of two feature servers */
function lookups(results: Readonly<Record<string, string>>) {
  return byResult("feature_store_lookups_total", results);
}

/** @param results writes by their result, of each of two workers */
function writes(results: Readonly<Record<string, string>>) {
  return byResult("feature_store_writes_total", results);
}

function byResult(metric: string, results: Readonly<Record<string, string>>) {
  const series = [customer, others].flatMap((instance) =>
    Object.entries(results).map(([result, samples]) => [`${metric}{${instance},result="${result}"}`, samples]),
  );
  return Object.fromEntries(series) as Record<string, string>;
}

/** Lookups that took up to 50 ms at one feature server; the rest took up to 100. Another one is quick. */
function took({ under50ms, all }: { under50ms: string; all: string }) {
  const metric = "feature_store_lookup_duration_seconds";
  const server = (labels: string, quick: string, every: string) => ({
    [`${metric}_bucket{${labels},le="0.05"}`]: quick,
    [`${metric}_bucket{${labels},le="0.1"}`]: every,
    [`${metric}_bucket{${labels},le="+Inf"}`]: every,
    [`${metric}_count{${labels}}`]: every,
  });
  return { ...server(customer, under50ms, all), ...server(others, "0+18x30", "0+18x30") };
}

import { eq } from "../../../../lib/alerting/matchers.ts";
import { byInstance, byJob, expr, inClusters, inhibited, warning } from "./alerting.ts";
import type { Tables } from "./table.ts";

const inRack = { ...byInstance, labels: { rack: "a" } };

export const inhibitionCases: Tables = {
  "inhibit-equal": {
    refused: {
      "a label that only targets have": () => inhibited({ equal: ["rack"] }, byJob, { ...warning, ...inRack }),
      "a label that only sources have": () => inhibited({ equal: ["rack"] }, inRack, { ...warning, ...byJob }),
      "a typing error": () => inhibited({ equal: ["instanc"] }, byInstance, { ...warning, ...byInstance }),
      "values that differ": () =>
        inhibited({ equal: ["instance", "severity"] }, byInstance, { ...warning, ...byInstance }),
      "one of two labels": () => inhibited({ equal: ["team", "rack"] }, inRack, { ...warning, ...byJob }),
    },
    accepted: {
      "one target of two": () =>
        inhibited({ equal: ["rack"] }, inRack, { ...warning, ...byJob }, { ...warning, ...inRack }),
      "one source of two": () => inhibited({ equal: ["rack"] }, byJob, inRack, { ...warning, ...inRack }),
      "equal values": () => inhibited({ equal: ["team", "domain"] }, byInstance, { ...warning, ...byJob }),
      "labels that series may have": () =>
        inhibited({ equal: ["rack"] }, expr("anything > 1"), { ...warning, ...byInstance }),
      "a value of the rule and one of the series": () =>
        inhibited(
          { equal: ["rack"] },
          { ...byInstance, labels: { rack: "a" } },
          { ...warning, ...expr("anything > 1") },
        ),
      "no target": () => inhibited({ equal: ["instance"] }, byInstance),
      "no source": () => inhibited({ equal: ["instance"] }, { ...warning, ...byInstance }),
    },
  },
  "inhibit-identity": {
    accepted: {
      "alerts without the label": () => inClusters(inhibited({}, byInstance, { ...warning, ...byInstance })),
      "targets without the label": () =>
        inClusters(inhibited({}, expr("max by (cluster) (up) == 0"), { ...warning, ...byInstance })),
      "sources without the label": () =>
        inClusters(inhibited({}, byInstance, { ...warning, ...expr("max by (cluster) (up) == 0") })),
    },
    refused: {
      "one of two sources": () =>
        inClusters(
          inhibited({}, byInstance, expr("max by (cluster) (up) == 0"), {
            ...warning,
            ...expr("max by (cluster) (up) == 0"),
          }),
        ),
    },
  },
  "inhibit-severity": {
    refused: {
      "the lowest source over the highest target": () =>
        inhibited(
          { sourceMatchers: [eq("alertname", "Low", "High")], targetMatchers: [eq("alertname", "Info", "Page")] },
          { alert: "High", severity: "critical" },
          { alert: "Low", severity: "info" },
          { alert: "Page", severity: "critical" },
          { alert: "Info", severity: "none" },
        ),
      "a severity that notifies nobody": () =>
        inhibited(
          { sourceMatchers: [eq("alertname", "Low")], targetMatchers: [eq("alertname", "Info")] },
          { alert: "Low", severity: "none" },
          { alert: "Info", severity: "info" },
        ),
    },
    accepted: {
      "one severity": () =>
        inhibited(
          { sourceMatchers: [eq("alertname", "A")], targetMatchers: [eq("alertname", "B")] },
          { alert: "A" },
          { alert: "B" },
        ),
      "no target": () => inhibited({ targetMatchers: [eq("severity", "info")] }),
    },
  },
  "inhibit-overlap": {
    refused: {
      "one of three": () =>
        inhibited(
          { sourceMatchers: [eq("alertname", "A", "B")], targetMatchers: [eq("alertname", "B", "C")] },
          { alert: "A" },
          { alert: "B", severity: "warning" },
          { alert: "C" },
        ),
    },
  },
  "inhibit-unmatched": {
    refused: {
      "no alert on either side": () =>
        inhibited({ sourceMatchers: [eq("alertname", "A")], targetMatchers: [eq("alertname", "B")] }),
    },
  },
};

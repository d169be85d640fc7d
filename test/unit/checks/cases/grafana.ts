import { settingsOf } from "../../../../lib/model/config.ts";
import type { Model } from "../../../../lib/model/model.ts";
import { exampleModel } from "../examples/model.ts";
import { jsonBoard, panel } from "./boards.ts";
import { configured, datasources } from "./definitions.ts";
import { type Tables, table } from "./table.ts";

const titled = (title: string | undefined): Model => jsonBoard({ title });
const ofBytes = (count: number): string => "x".repeat(count);
const timed = (json: object): Model => jsonBoard({ title: "Hosts", ...json });

export const grafanaCases: Tables = {
  "grafana-uid": {
    refused: {
      signs: () => exampleModel({ uids: ["hösts"] }),
      "a datasource": () => datasources({ "a.b": {} }),
      "the folder": () => configured({ grafana: { folder: { title: "A", uid: "f".repeat(41) } } }),
      none: () => exampleModel({ uids: [""] }),
    },
  },
  "grafana-title": {
    refused: {
      "a blank": () => titled(" "),
      "a datasource": () => datasources({ a: { title: "" }, b: { title: ofBytes(191) } }),
      "two datasources": () => datasources({ a: { title: "A" }, b: { title: "A" }, c: { title: "A" } }),
      "the folder of what is in none": () => configured({ grafana: { folder: { uid: "a", title: " GENERAL" } } }),
      "a folder": () => configured({ grafana: { folder: { uid: "a", title: " " } } }),
    },
    accepted: {
      "no title": () => titled(undefined),
      "as many bytes as fit": () => titled(ofBytes(5000)),
      "a datasource": () => datasources({ a: { title: ofBytes(190) }, b: { title: "B" } }),
    },
  },
  "panel-position": table(
    ([gridPos, schema, id]: readonly [gridPos: object | undefined, schema?: "v2" | undefined, id?: number]) => ({
      ...jsonBoard({ panels: [panel({ gridPos, id })] }),
      settings: settingsOf(schema ? { grafana: { schema } } : {}),
    }),
    {
      refused: {
        "every field": [{ x: -1, y: -1, w: 0, h: 0 }],
        "what is no number": [{ x: Number.NaN, y: Number.POSITIVE_INFINITY }],
        "fractions in schema v2": [{ x: 0.5, y: 1.5, w: 4.5, h: 2.5 }, "v2"],
        "an id of zero": [undefined, undefined, 0],
        "an id with a fraction": [undefined, undefined, 1.5],
        "an id that is too large": [undefined, undefined, 2 ** 32],
      },
      accepted: {
        "the smallest panel": [{ x: 0, y: 0, w: 1, h: 1 }, "v2", 1],
        "fractions in the classic schema": [{ x: 0.5, y: 1.5, w: 4.5, h: 2.5 }],
        "no place": [undefined],
        "what older boards leave out": [{ w: 4 }],
        "the largest id": [undefined, undefined, 2 ** 32 - 1],
      },
    },
  ),
  "panel-overflow": table((gridPos: object | undefined) => jsonBoard({ panels: [panel({ gridPos })] }), {
    refused: { "a panel that is too wide": { w: 25 }, "one column": { x: 1, w: 24 } },
    accepted: { "the whole width": { x: 0, w: 24 }, "no place": undefined, "no width": { x: 24 } },
  }),
  "dashboard-time": table(timed, {
    refused: {
      "two units of which one is long": { refresh: "1d12h" },
      "no unit": { refresh: "30" },
      "parts of a second": { refresh: "4s999ms" },
      "longer than Grafana reads": { refresh: "293y" },
      "months longer than Grafana reads": { refresh: "4000M" },
      "weeks longer than Grafana reads": { refresh: "20000w" },
      "both times": { time: { from: "yesterday", to: "now-" } },
      "a time with a typing error": { time: { from: "nwo-1h", to: "now+1x" } },
      "a unit of its own": { time: { from: "now-1hx", to: "20260101x" } },
    },
    accepted: {
      "every unit": { refresh: "5000ms" },
      "five seconds": { refresh: "5s" },
      "hours and minutes": { refresh: "1h30m10s" },
      "a day": { refresh: "1d" },
      "a week": { refresh: "1w" },
      "a month": { refresh: "1M" },
      "a year": { refresh: "291y" },
      "no refresh": { refresh: "" },
      "an automatic one": { refresh: "auto" },
      "one that is off": { refresh: false },
      "times of a calendar": { time: { from: "now-1M/M", to: "now/fQ" } },
      "a later time": { time: { from: "now-6h", to: "now+10m" } },
      "times in numbers": { time: { from: "1767225600000", to: "2026-01-01T00:00:00Z" } },
      "an end only": { time: { to: "now" } },
    },
  }),
  "dashboard-tag": table((tags: readonly string[]) => jsonBoard({ tags }), {
    refused: { "a blank": [" "], "one of two": ["a", "ä".repeat(51)] },
    accepted: { "letters of two bytes": ["ä".repeat(50)], "letters of two halves": ["😀".repeat(50)] },
  }),
};

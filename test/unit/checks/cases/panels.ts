import { panel, panelsBoard, queries, rowHead } from "./boards.ts";
import { type Tables, table, texts } from "./table.ts";

const legend = (legendFormat: string | undefined, expr = "sum by (queue) (shop_queue_length)") =>
  panelsBoard(panel(queries({ expr, legendFormat })));

interface Shown {
  readonly expr: string;
  readonly unit?: string | undefined;
  readonly format?: string;
  readonly overrides?: readonly object[];
  readonly transformations?: readonly object[];
}

const shown = ({ expr, unit, format, overrides, transformations }: Shown) =>
  panelsBoard(panel({ ...queries({ expr, format }), fieldConfig: { defaults: { unit }, overrides }, transformations }));

const buckets = "sum by (le) (increase(shop_request_seconds_bucket[5m]))";

const received = { expr: "rate(shop_received_bytes_total[5m])", unit: "bytes" };

interface Thresholds {
  readonly expr?: string;
  readonly exprs?: readonly string[];
  readonly steps: readonly (number | null)[];
  readonly mode?: string;
  readonly defaults?: object;
  readonly transformations?: readonly object[];
}

/** A panel with a threshold for each step. */
function thresholds({
  exprs = ["shop_disk_used_ratio"],
  steps,
  mode = "absolute",
  defaults,
  transformations,
}: Thresholds) {
  const ofPanel = { mode, steps: steps.map((value) => ({ value, color: "red" })) };
  return panelsBoard(
    panel({
      ...queries(...exprs.map((expr) => ({ expr }))),
      fieldConfig: { defaults: { thresholds: ofPanel, ...defaults } },
      transformations,
    }),
  );
}

const byPalette = { color: { mode: "palette-classic" } };

const drawn = (mode: string) => ({ custom: { thresholdsStyle: { mode } } });

const mapped = (type: string, options: object) => ({ mappings: [{ type, options }] });

const coloured = { 0: { text: "down", color: "red" } };

/** A title alone on a panel of 4 columns, which has room for 160 pixels, or for 136 beside a description. */
const title = (text: string, description?: string) =>
  panelsBoard(panel({ title: text, description, gridPos: { x: 0, y: 0, w: 4, h: 4 } }));

const times = (letter: string, count: number) => letter.repeat(count);

/** Each letter with the most of it that fit, and one more. */
const widths: readonly (readonly [letter: string, most: number])[] = [
  ["i", 40],
  [" ", 40],
  ["t", 29],
  ["-", 29],
  ["e", 20],
  ["ß", 20],
  ["A", 18],
  ["&", 18],
  ["m", 13],
  ["%", 13],
];

const named = (count: (most: number) => number) =>
  Object.fromEntries(
    widths.map(([letter, most]) => [
      `${count(most)} times ${JSON.stringify(letter)}`,
      `x${times(letter, count(most))}`.slice(1),
    ]),
  );

export const panelCases: Tables = {
  "panel-legend": {
    refused: {
      "white space around the label": () => legend("{{ instance }}"),
      "a second label": () => legend("{{queue}} of {{host}}"),
      "a typing error": () => legend("{{queu}}"),
      "a label beside a metric's name": () => legend("{{__name__}} {{job}}"),
      "no label at all": () => legend("{{queue}}", "sum(shop_queue_length)"),
    },
    accepted: {
      "the metric's name": () => legend("{{__name__}}"),
      "a text": () => legend("Waiting"),
      "no legend": () => legend(undefined),
      "what is no name of a label": () => legend("{{1a}} {{a-b}} {queue}"),
      "a query that is not PromQL": () => legend("{{instance}}", "sum by ("),
    },
  },
  "panel-unit": table(shown, {
    refused: {
      "a ratio as a percentage": { expr: "shop_disk_used_ratio", unit: "percent" },
      "seconds as milliseconds": { expr: "time() - shop_start_time_seconds", unit: "ms" },
      "a unit that Grafana lacks": { expr: "shop_memory_bytes * shop_memory_bytes", unit: "bytes" },
      "bounds of buckets in a heatmap": { expr: buckets, unit: "ms", format: "heatmap" },
      "an override of something else": { ...received, overrides: [{ properties: [{ id: "color" }] }, {}] },
      "no transformation": { ...received, transformations: [] },
    },
    accepted: {
      "an override of the unit": { ...received, overrides: [{ properties: [{ id: "color" }, { id: "unit" }] }] },
      "a transformation": { ...received, transformations: [{ id: "calculateField" }] },
      "no unit": { expr: received.expr },
      "a query that is not PromQL": { ...received, expr: "rate(" },
      "bounds of buckets in a heatmap, in their unit": { expr: buckets, unit: "s", format: "heatmap" },
    },
  }),
  "panel-threshold": {
    ...table(thresholds, {
      refused: {
        "a value below all": { steps: [null, -1] },
        "a percentage of a ratio": { steps: [null, 0.5, 95] },
        "a percentage of a ratio, all of it": { steps: [null, 100] },
        "what is neither a ratio nor a percentage": { steps: [null, 150] },
        "a percentage above 100": { exprs: ["shop_disk_used_percent"], steps: [null, 101] },
        "a value above those of two queries": {
          exprs: ["shop_disk_used_ratio", "shop_disk_used_percent"],
          steps: [null, 100.5],
        },
        "a value between 0 and the lowest": { exprs: ["shop_build_info"], steps: [null, 0.5] },
        "0 above all": { exprs: ["-1 - shop_disk_used_ratio"], steps: [null, 0] },
        "a line": { steps: [null, 90], defaults: { ...byPalette, ...drawn("line") } },
        "a line beside mapped values": {
          steps: [null, 90],
          defaults: { ...drawn("area"), ...mapped("value", coloured) },
        },
        "colours by thresholds": { steps: [null, 90], defaults: { color: { mode: "thresholds" } } },
        "mapped values without colours": { steps: [null, 90], defaults: mapped("value", { 0: { text: "down" } }) },
        "a mapping of missing values": {
          steps: [null, 90],
          defaults: mapped("special", { match: "null", result: { color: "red" } }),
        },
        "no transformation": { steps: [null, 90], transformations: [] },
      },
      accepted: {
        "the lowest and the highest value": { steps: [null, 0, 1] },
        "0 where values begin at 1": { exprs: ["shop_build_info"], steps: [null, 0] },
        "a first step of any value": { steps: [-5, 0.5] },
        "a step without a value": { steps: [null, null] },
        "percentages of the panel's range": { steps: [null, 90], mode: "percentage" },
        "thresholds that nothing shows": { steps: [null, 90], defaults: byPalette },
        "lines that are off": { steps: [null, 90], defaults: { ...byPalette, ...drawn("off") } },
        "colours of mapped values": { steps: [null, 90], defaults: mapped("value", coloured) },
        "a mapped value among others": {
          steps: [null, 90],
          defaults: { mappings: [{ type: "special", options: {} }, ...mapped("value", coloured).mappings] },
        },
        "a transformation": { steps: [null, 90], transformations: [{ id: "reduce" }] },
        "a query that is not PromQL beside another": {
          exprs: ["shop_disk_used_ratio", "sum("],
          steps: [null, 90],
        },
        "a value that the second query can have": {
          exprs: ["shop_disk_used_ratio", "shop_disk_used_percent"],
          steps: [null, 90],
        },
      },
    }),
  },
  "dashboard-panel-id": {
    refused: {
      "one id inside and outside of a collapsed row": () =>
        panelsBoard(panel({ id: 7 }), rowHead("Load", [panel({ id: 7, title: "CPU" })])),
    },
    accepted: {
      "two panels without an id": () => panelsBoard(panel({ id: undefined }), panel({ id: undefined })),
      "one id in two dashboards": () => {
        const model = panelsBoard(panel());
        return { ...model, dashboards: [...model.dashboards, ...model.dashboards] };
      },
    },
  },
  "dashboard-text": {
    refused: {
      "no title": () => panelsBoard(panel({ title: undefined })),
      "a blank title in a row": () => panelsBoard(rowHead("Load"), panel({ title: " " })),
      "neither title nor description": () => panelsBoard(panel({ title: undefined, description: undefined })),
      "no description inside of a collapsed row": () => panelsBoard(rowHead("Load", [panel({ description: "" })])),
    },
  },
  "dashboard-title-length": {
    refused: {
      ...table(title, { refused: named((most) => most + 1) }).refused,
      "what fits only without a description": () => title(times("i", 35), "What it shows."),
    },
    accepted: {
      ...table(title, { accepted: named((most) => most) }).accepted,
      "what fits beside a description": () => title(times("i", 34), "What it shows."),
      "no title": () => panelsBoard(panel({ title: undefined })),
      "a panel without a place": () => panelsBoard(panel({ gridPos: undefined })),
    },
  },
  "dashboard-unit": texts(
    (unit) => panelsBoard(panel({ fieldConfig: { defaults: { unit } } }), panel({ fieldConfig: undefined })),
    {
      refused: ["byte", "my suffix:x", "x"],
      accepted: ["none", "prefix:x", "suffix:x", "time:YYYY", "si:b", "count:x", "currency:EUR"],
    },
  ),
};

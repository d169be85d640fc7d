import type { Defined, Metric, MetricCatalog } from "../../lib/model/model.ts";
import { type DocWriter, markdownTable } from "./docs.ts";

/** What the platform's own services and exporters promise to expose: one table each. */
export const docContract: DocWriter = ({ catalogs }) => {
  const contracts = catalogs.filter(({ definition }) => definition.version === "contract");
  return [{ path: "docs/contract.md", text: [introduction, ...contracts.map(section)].join("\n\n").concat("\n") }];
};

const introduction = `# The platform's metric contract

Generated from \`metrics/\` by \`npm run docs\`. Edit there instead.

These are the metrics that application teams instrument, and that our own exporters expose. Dashboards and alerts are
checked against them: a name, label or value that is not here is refused. \`npm run verify\` holds a live endpoint against
them.

- Names, types and units follow Prometheus' rules: seconds, bytes, ratios from 0 to 1; \`_total\` on counters only.
- Labels are bounded. Where values are listed, there are no others. Never a customer, a transaction or a path as it was asked.
- \`_timestamp_seconds\` is when something happened, in seconds since 1970: its age is \`time() - x\`.
- A service may expose more than the contract, and must expose all of it.`;

function section({ name, file, definition }: Defined<MetricCatalog>): string {
  const rows = Object.entries(definition.metrics).map(([metric, facts]) => row(metric, facts));
  const title = `## ${definition.title}\n\nJob \`${name}\`, defined in [\`${file}\`](../${file}).`;
  return `${title}\n\n${markdownTable(["Metric", "Type", "Labels", "Unit", "What it tells"], rows)}`;
}

const row = (name: string, { type, labels, values, unit, help, range }: Metric): string[] => [
  `\`${name}\``,
  type,
  labels.map((label) => labelCell(label, values?.[label])).join(", ") || "—",
  [unit ?? "—", range && `${range[0]} to ${range[1]}`].filter(Boolean).join(", "),
  help,
];

const labelCell = (label: string, values: readonly string[] | undefined): string =>
  values ? `\`${label}\` (${values.join(", ")})` : `\`${label}\``;

import type { Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { AlertRule, DefinedDashboard, Model, Rule } from "../model/model.ts";
import type { Finding } from "./check.ts";

/** The place of something, as in a finding. */
export type Where = Pick<Finding, "file" | "path">;

/** Every rule of the model with its place. */
export function* rulesOf(model: Model): Generator<{ rule: Rule; group: string; where: Where }> {
  for (const { name, file, definition } of model.rules)
    for (const rule of definition.rules)
      yield { rule, group: name, where: { file, path: ["alert" in rule ? rule.alert : rule.record] } };
}

/** Every alert of the model with its place. */
export function* alertsOf(model: Model): Generator<{ rule: AlertRule; group: string; where: Where }> {
  for (const { rule, ...rest } of rulesOf(model)) if ("alert" in rule) yield { rule, ...rest };
}

/** A panel of dashboard JSON with its row. */
export interface PlacedPanel {
  readonly panel: Panel;
  readonly row: string;
  readonly where: Where;
}

/** Every panel of a dashboard, also those in collapsed rows; rows are not panels. */
export function* panelsOf({ file, json }: DefinedDashboard): Generator<PlacedPanel> {
  let row = "";
  for (const panel of json.panels ?? []) {
    if (!isRow(panel)) {
      yield placed(panel, row, file);
      continue;
    }
    row = panel.title ?? "";
    for (const inner of panel.panels) yield placed(inner, row, file);
  }
}

const isRow = (panel: Panel | RowPanel): panel is RowPanel => panel.type === "row";

const placed = (panel: Panel, row: string, file: string): PlacedPanel => ({
  panel,
  row,
  where: { file, path: [row, panel.title ?? "(no title)"].filter((part) => part !== "") },
});

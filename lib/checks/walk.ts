import type { Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { AlertRule, DefinedDashboard, Model, Rule } from "../model/model.ts";
import type { Finding } from "./check.ts";

/** Where something stands, as a finding tells it. */
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

/** A panel as it is written to JSON, with the row that it stands in. */
export interface PlacedPanel {
  readonly panel: Panel;
  readonly row: string;
  readonly where: Where;
}

/** Every panel of a dashboard, those in collapsed rows too; rows themselves are not panels. */
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

import { type FieldDisplay, getFieldDisplayValues } from "@grafana/data";
import { fieldConfigOf } from "../data/field-defaults.ts";
import type { PanelProps } from "./props.ts";

/** The numbers that a panel shows: one a series, reduced as its options say. */
export const displayValues = (
  { panel, frames, replace, theme, timeZone }: PanelProps,
  sparkline = false,
): FieldDisplay[] =>
  getFieldDisplayValues({
    data: frames,
    fieldConfig: fieldConfigOf(panel),
    reduceOptions: panel.options?.reduceOptions ?? { calcs: ["lastNotNull"], values: false },
    replaceVariables: replace,
    sparkline,
    theme,
    timeZone,
  });

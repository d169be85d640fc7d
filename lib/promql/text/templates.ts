import type { Span } from "../syntax/ast.ts";

/** A label that a text asks for, with the place of its name. */
export interface LabelUse extends Span {
  readonly name: string;
}

/** The labels that a template of Prometheus reads: `{{ $labels.x }}`, `{{ .Labels.x }}`, `{{ index $labels "x" }}`. */
export function labelsInTemplate(text: string): LabelUse[] {
  return uses(
    text,
    /\{\{[^}]*?(?:(?:\$labels|\.Labels)\.|index\s+(?:\$labels|\.Labels)\s+")(?<name>[A-Za-z_]\w*)[^}]*\}\}/g,
  );
}

/** The labels that a legend of Grafana shows: `{{x}}`. */
export const labelsInLegend = (text: string): LabelUse[] => uses(text, /\{\{\s*(?<name>[A-Za-z_]\w*)\s*\}\}/g);

function uses(text: string, pattern: RegExp): LabelUse[] {
  return Array.from(text.matchAll(pattern), ({ index, 0: whole, groups: { name = "" } = {} }) => {
    const from = index + whole.lastIndexOf(name);
    return { name, from, to: from + name.length };
  });
}

/** The functions that a template shows the alert's value with: `{{ $value | humanizePercentage }}`. */
export const valueFormats = (text: string): string[] =>
  Array.from(text.matchAll(/\{\{\s*(?:\$value|\.Value)\s*\|\s*(\w+)\s*\}\}/g), ([, name = ""]) => name);

import type { Model } from "../../lib/model/model.ts";

/** A generated document. */
export interface GeneratedDoc {
  /** Path from the project's root. */
  readonly path: string;
  /** Markdown. */
  readonly text: string;
}

/** Writes documentation from the model. Pure. */
export type DocWriter = (model: Model) => readonly GeneratedDoc[];

/** A Markdown table. Pipes in cells are escaped. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), `|${" --- |".repeat(header.length)}`, ...rows.map(line)].join("\n");
}

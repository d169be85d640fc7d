import type { Model } from "../../lib/model/model.ts";

/** A generated document, or a generated part of a hand-written one. */
export interface GeneratedDoc {
  /** Path from the project's root. */
  readonly path: string;
  /** Markdown. */
  readonly text: string;
  /** Name of the part between `<!-- name -->` and `<!-- /name -->`; absent where the whole file is generated. */
  readonly part?: string;
}

/** Writes documentation from the model. Pure. */
export type DocWriter = (model: Model) => readonly GeneratedDoc[];

/** A Markdown table. Pipes in cells are escaped. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), `|${" --- |".repeat(header.length)}`, ...rows.map(line)].join("\n");
}

/**
 * Puts a part into the text of a hand-written file.
 * @throws Error if the file lacks the part's marks
 */
export function replacePart(text: string, part: string, content: string): string {
  const [open, close] = [`<!-- ${part} -->`, `<!-- /${part} -->`];
  const from = text.indexOf(open);
  const to = text.indexOf(close);
  if (from < 0 || to < from) throw new Error(`lacks the marks ${open} and ${close}: put them where the part belongs`);
  return `${text.slice(0, from + open.length)}\n${content.trim()}\n${text.slice(to)}`;
}

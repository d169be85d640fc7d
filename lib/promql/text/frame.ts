import type { Span } from "../syntax/ast.ts";

/** The lines of a text that a span touches, the span marked below them: what a compiler prints. */
export function codeFrame(text: string, { from, to }: Span): string {
  const lines = text.split("\n");
  const width = String(lines.length).length;
  let start = 0;
  return lines
    .flatMap((line, i) => {
      const [first, last] = [Math.max(from - start, 0), Math.min(Math.max(to, from + 1) - start, line.length + 1)];
      start += line.length + 1;
      if (first >= last) return [];
      const gutter = `${String(i + 1).padStart(width)} | `;
      const marker = `${" ".repeat(width)} | ${" ".repeat(first)}${"^".repeat(last - first)}`;
      return [gutter + line, marker];
    })
    .join("\n");
}

import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { LocatedProblem } from "../../checks/report.ts";
import type { Problem } from "../../model/problem.ts";
import { type PromqlSource, promqlSource } from "../../promql/promql.ts";
import { originalPlace, type Place } from "../load/bundle.ts";

/** Problems with the lines and columns of their expressions, where these were written with the `promql` tag. */
export const locate = (problems: readonly Problem[]): Promise<LocatedProblem[]> => Promise.all(problems.map(locateOne));

async function locateOne(problem: Problem): Promise<LocatedProblem> {
  const { expression } = problem;
  const written = expression && promqlSource(expression.text);
  const site = written && siteOf(written);
  if (!expression || !written || !site) return problem;
  const text = await readFile(site.file, "utf8").catch(() => "");
  const offset = offsetOf(text, site, written, expression);
  if (offset === undefined) return problem;
  const lines = text.slice(0, offset).split("\n");
  const column = (lines.at(-1)?.length ?? 0) + 1;
  return { ...problem, source: { file: relative(process.cwd(), site.file), line: lines.length, column } };
}

/** Where the tag was called: the second frame of the stack. */
function siteOf({ trace }: PromqlSource): Place | undefined {
  const [, , frame = ""] = trace.stack?.split("\n") ?? [];
  const [, script = "", line, column] = /(?:\(|at )([^()\s]+?)(?:\?[^:]*)?:(\d+):(\d+)\)?$/.exec(frame) ?? [];
  if (line === undefined) return undefined;
  const place = originalPlace(script, Number(line), Number(column));
  if (place || !/^(?:file:\/\/)?\//.test(script)) return place;
  const file = script.startsWith("file:") ? fileURLToPath(script) : script;
  return { file, line: Number(line), column: Number(column) };
}

/** The place in a file's text that a place in the expression comes from. */
function offsetOf(
  text: string,
  site: Place,
  written: PromqlSource,
  at: { text: string; from: number },
): number | undefined {
  const start =
    text
      .split("\n")
      .slice(0, site.line - 1)
      .join("\n").length + site.column;
  const quote = text.indexOf("`", start);
  const raw = quote < 0 ? undefined : rawOffsets(text, quote + 1, written);
  if (!raw) return undefined;
  // The expression lacks the indentation of what was written, and nothing else.
  let i = 0;
  for (const { char, offset } of raw) {
    if (char !== at.text[i]) continue;
    if (i === at.from) return offset;
    i++;
  }
  return i === at.from ? raw.at(-1)?.offset : undefined;
}

/** Every character of the template's text with its offset in the file; those of a value stand where its `${` does. */
function rawOffsets(text: string, from: number, { literals, values }: PromqlSource) {
  const raw: { char: string; offset: number }[] = [];
  let offset = from;
  for (const [i, literal] of literals.entries()) {
    if (!text.startsWith(literal, offset)) return undefined;
    for (const char of literal.split("")) raw.push({ char, offset: offset++ });
    const next = literals[i + 1];
    if (next === undefined) return raw;
    for (const char of (values[i] ?? "").split("")) raw.push({ char, offset });
    const close = text.indexOf(`}${next}${i + 2 < literals.length ? "${" : "`"}`, offset);
    if (close < 0) return undefined;
    offset = close + 1;
  }
  return raw;
}

import type { Problem } from "../../model/problem.ts";

/** A problem with its place in the source file: lines and columns count from 1. */
export interface LocatedProblem extends Problem {
  readonly source?: { readonly file: string; readonly line: number; readonly column: number };
}

/** Where to look: `dashboards/kafka/lag.ts:12:9`, or the file if no more is known. */
export const place = ({ file, source }: LocatedProblem): string =>
  source ? `${source.file}:${source.line}:${source.column}` : file;

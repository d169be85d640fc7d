import type { Problem } from "../model/problem.ts";
import type { Check } from "./check.ts";

/** A problem with its place in the source file: lines and columns count from 1. */
export interface LocatedProblem extends Problem {
  readonly source?: { readonly file: string; readonly line: number; readonly column: number };
}

/** `dashboards/kafka/lag.ts:12:9`, or the file alone if the line is unknown. */
export const place = ({ file, source }: LocatedProblem): string =>
  source ? `${source.file}:${source.line}:${source.column}` : file;

/**
 * Problems as SARIF 2.1.0, which code review tools show beside the lines.
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif(
  problems: readonly LocatedProblem[],
  checks: readonly Pick<Check, "name" | "description">[],
): object {
  const used = checks.filter(({ name }) => problems.some(({ check }) => check === name));
  return {
    version: "2.1.0",
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    runs: [
      {
        tool: {
          driver: {
            name: "bigdata-monitoring",
            rules: used.map(({ name, description }) => ({ id: name, shortDescription: { text: description } })),
          },
        },
        results: problems.map(resultOf),
      },
    ],
  };
}

function resultOf(problem: LocatedProblem): object {
  const { source, file, check, severity, path, message, hint } = problem;
  const region = source && { startLine: source.line, startColumn: source.column };
  return {
    ruleId: check,
    level: severity,
    message: { text: `${[...path, message].join(" › ")}${hint ? ` — ${hint}` : ""}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: source?.file ?? file }, ...(region && { region }) } }],
  };
}

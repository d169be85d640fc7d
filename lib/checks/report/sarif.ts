import type { Check } from "../check.ts";
import type { LocatedProblem } from "./located.ts";

/**
 * Problems as SARIF 2.1.0, which code review tools show beside the lines.
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif(problems: readonly LocatedProblem[], checks: readonly Pick<Check, "name" | "why">[]): object {
  const used = checks.filter(({ name }) => problems.some(({ check }) => check === name));
  return {
    version: "2.1.0",
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    runs: [
      {
        tool: {
          driver: {
            name: "bigdata-monitoring",
            rules: used.map(({ name, why }) => ({ id: name, shortDescription: { text: why } })),
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

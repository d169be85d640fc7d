import { durationSeconds } from "../../lib/model/duration.ts";
import type { Duration } from "../../lib/model/model.ts";
import { analyse } from "../../lib/promql/analysis/analyse.ts";
import { durationProblem } from "../../lib/promql/analysis/max-duration.ts";
import { seriesCatalogOf } from "../../lib/promql/analysis/series-catalog.ts";
import { parse } from "../../lib/promql/syntax/parse.ts";
import { recording } from "../../test/unit/checks/examples/shop.ts";
import { promtoolErrors } from "../fuzz/compare.ts";
import { type Mistake, mistakes, recorded } from "./mistakes.ts";

/** The document that shows our message and promtool's message for each mistake. */
export function mistakesDocument(promtool: string): string {
  const all = Object.values(mistakes).flat();
  const verdicts = new Map(
    promtoolErrors(
      promtool,
      all.map(({ wrong }) => wrong),
    ).map((verdict, i) => [all[i]?.wrong, verdict]),
  );
  const sections = Object.entries(mistakes).map(([title, list]) =>
    [
      `## ${title}`,
      "",
      ...head,
      ...list.map((mistake) => {
        const { wrong, right } = mistake;
        const waits = mistake.for ? `, for ${mistake.for}` : "";
        return row([code(wrong) + waits, ours(mistake), expected(verdicts.get(wrong)), code(right)]);
      }),
    ].join("\n"),
  );
  const refused = [...verdicts.values()].filter((verdict) => verdict !== undefined).length;
  return `${introduction(all.length, refused)}\n\n${sections.join("\n\n")}\n`;
}

const introduction = (count: number, refused: number): string => `# Mistakes in PromQL

${count} mistakes, the message of \`npx bigdata-monitoring promql check --catalog\` for each, and promtool's: promtool 3.5 refuses ${refused}.
The metrics are those of an example shop, which is scraped every 15 seconds. \`npm run script scripts/promql-mistakes.ts\` writes this page.`;

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const head = [row(["Mistake", "Our message", "promtool's message", "Correct"]), row(["---", "---", "---", "---"])];

function ours({ wrong, for: waits }: Mistake): string {
  const said = problemsIn(wrong, waits).map(({ message, hint }) => (hint ? `${message} — ${hint}` : message));
  return said.map(cell).join("<br>");
}

const expected = (refusal: string | undefined): string =>
  refusal === undefined ? "nothing" : cell(refusal.replace(/^could not parse expression: /, ""));

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
const code = (text: string): string => `\`${text.replaceAll("|", "\\|")}\``;

const catalog = seriesCatalogOf(recording(recorded));

/** All problems of an expression on the example shop's metrics, as an alert with this `for`. */
export function problemsIn(text: string, waits: Duration = "0m"): { message: string; hint?: string }[] {
  const { ast, problems } = parse(text);
  if (!ast || problems.length > 0) return [...problems];
  const short = durationProblem(ast, durationSeconds(waits));
  return [...analyse(ast, catalog).findings, ...(short ? [short] : [])];
}

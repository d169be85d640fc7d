import { recording } from "../../lib/checks/promql/example.ts";
import { analyse } from "../../lib/promql/analysis/analyse.ts";
import { catalogueOf } from "../../lib/promql/analysis/of-model.ts";
import { parse } from "../../lib/promql/syntax/parse.ts";
import { judge } from "../fuzz/promtool.ts";
import { mistakes, recorded } from "./mistakes.ts";

/** The document that shows what we say of each mistake beside what promtool says. */
export function mistakesDocument(promtool: string): string {
  const all = Object.values(mistakes).flat();
  const verdicts = new Map(
    judge(
      promtool,
      all.map(({ wrong }) => wrong),
    ).map((verdict, i) => [all[i]?.wrong, verdict]),
  );
  const sections = Object.entries(mistakes).map(([title, list]) =>
    [
      `## ${title}`,
      "",
      ...head,
      ...list.map(({ wrong, right }) => row([code(wrong), ours(wrong), theirs(verdicts.get(wrong)), code(right)])),
    ].join("\n"),
  );
  const refused = [...verdicts.values()].filter((verdict) => verdict !== undefined).length;
  return `${introduction(all.length, refused)}\n\n${sections.join("\n\n")}\n`;
}

const introduction = (count: number, refused: number): string => `# Mistakes in PromQL

${count} mistakes, what \`npm run promql -- check --catalog\` says of each, and what promtool 3.5 says: it refuses ${refused}.
The metrics are those of a made-up shop, which is scraped every 15 seconds. \`npm run promql -- mistakes\` writes this page.`;

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const head = [row(["Written", "We say", "promtool says", "Meant"]), row(["---", "---", "---", "---"])];

const catalogue = catalogueOf(recording(recorded));

function ours(text: string): string {
  const { ast, problems } = parse(text);
  const findings = ast && problems.length === 0 ? analyse(ast, catalogue).findings : [];
  const said = [...problems, ...findings].map(({ message, ...found }) =>
    "hint" in found ? `${message} — ${found.hint}` : message,
  );
  return said.map(cell).join("<br>");
}

const theirs = (refusal: string | undefined): string =>
  refusal === undefined ? "nothing" : cell(refusal.replace(/^could not parse expression: /, ""));

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
const code = (text: string): string => `\`${text.replaceAll("|", "\\|")}\``;

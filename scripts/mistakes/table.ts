import { judge } from "../fuzz/promtool.ts";
import { complaints } from "./complaints.ts";
import { type Mistake, mistakes } from "./mistakes.ts";

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
      ...list.map((mistake) => {
        const { wrong, right } = mistake;
        const waits = mistake.for ? `, for ${mistake.for}` : "";
        return row([code(wrong) + waits, ours(mistake), theirs(verdicts.get(wrong)), code(right)]);
      }),
    ].join("\n"),
  );
  const refused = [...verdicts.values()].filter((verdict) => verdict !== undefined).length;
  return `${introduction(all.length, refused)}\n\n${sections.join("\n\n")}\n`;
}

const introduction = (count: number, refused: number): string => `# Mistakes in PromQL

${count} mistakes, what \`npx bigdata-monitoring promql check --catalog\` says of each, and what promtool 3.5 says: it refuses ${refused}.
The metrics are those of a made-up shop, which is scraped every 15 seconds. \`npm run promql:mistakes\` writes this page.`;

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const head = [row(["Written", "We say", "promtool says", "Meant"]), row(["---", "---", "---", "---"])];

function ours({ wrong, for: waits }: Mistake): string {
  const said = complaints(wrong, waits).map(({ message, hint }) => (hint ? `${message} — ${hint}` : message));
  return said.map(cell).join("<br>");
}

const theirs = (refusal: string | undefined): string =>
  refusal === undefined ? "nothing" : cell(refusal.replace(/^could not parse expression: /, ""));

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
const code = (text: string): string => `\`${text.replaceAll("|", "\\|")}\``;

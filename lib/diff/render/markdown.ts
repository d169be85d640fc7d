import { type Area, areas, type Change, counted } from "../change.ts";
import { marked } from "./text.ts";

/** GitHub refuses longer comments. Source: https://github.com/orgs/community/discussions/41331 */
const longestComment = 65_000;

/** Changes for a pull request: a heading an area, a list of subjects and what became of them. */
export function renderMarkdown(changes: readonly Change[]): string {
  const title = "## What this changes in the monitoring\n";
  if (changes.length === 0) return `${title}\nNothing that a server, a reader or whoever is told would notice.\n`;
  const parts = (Object.keys(areas) as Area[]).flatMap((area) => {
    const own = changes.filter((change) => change.area === area);
    return own.length === 0 ? [] : [`### ${areas[area]}\n\n${subjects(own)}`];
  });
  return fitting(`${title}\n${parts.join("\n")}`, changes.length);
}

function subjects(changes: readonly Change[]): string {
  let subject = "";
  const lines: string[] = [];
  for (const change of changes) {
    if (change.subject !== subject) lines.push(`- **${escaped(change.subject)}**`);
    subject = change.subject;
    lines.push(`  - ${escaped(change.sentence)}`, ...block(change));
  }
  return lines.map((line) => `${line}\n`).join("");
}

function block(change: Change): string[] {
  const lines = marked(change);
  return lines.length === 0 ? [] : ["", "    ```diff", ...lines.map((line) => `    ${line}`), "    ```", ""];
}

/** What Markdown or HTML would take for its own, outside of code. */
const escaped = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/[\\*_<>[\]|#]/g, "\\$&")))
    .join("");

function fitting(text: string, count: number): string {
  if (text.length <= longestComment) return text;
  const end = text.lastIndexOf("\n- **", longestComment);
  return `${text.slice(0, end)}\n\nAnd more: ${counted(count, "change")} in all. \`npm run diff\` tells them.\n`;
}

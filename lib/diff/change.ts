/** What part of the monitoring a change is in; reports have them in this order. */
export const areas = {
  dashboards: "Dashboards",
  rules: "Rules",
  notifications: "Notifications",
  routing: "Routing",
  datasources: "Datasources",
  scraping: "Scraping and probes",
  logs: "Logs",
} as const;

export type Area = keyof typeof areas;

/** One difference, worded for a reviewer. */
export interface Change {
  readonly area: Area;
  readonly kind: "added" | "removed" | "changed" | "moved";
  /** The changed thing, such as `alert KafkaUnreachable` or `kafka › Consumer lag › Time lag by group`. */
  readonly subject: string;
  /** How it changed: `is critical instead of warning`. */
  readonly sentence: string;
  /** Texts to show below each other, where the sentence does not hold the whole change. */
  readonly before?: string;
  readonly after?: string;
}

/** A change without its area and subject. */
export type Detail = Pick<Change, "sentence" | "before" | "after"> & { readonly kind?: Change["kind"] };

/** Details of one subject. */
export const about = (area: Area, subject: string, details: readonly Detail[]): Change[] =>
  details.map(({ kind = "changed", ...detail }) => ({ area, kind, subject, ...detail }));

/** `4 panels`, `1 panel`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}

/** A text in quotes; a long one is cut. */
export function quoted(text: string, most = 80): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return `"${line.length > most ? `${line.slice(0, most - 1)}…` : line}"`;
}

/** Changes for a terminal: by area, by subject, a line each; texts that a sentence cannot hold stand below it. */
export function renderText(changes: readonly Change[]): string {
  let area = "";
  let subject = "";
  const lines: string[] = [];
  for (const change of changes) {
    if (change.area !== area) lines.push(...(area === "" ? [] : [""]), areas[change.area]);
    if (change.area !== area || change.subject !== subject) lines.push(`  ${change.subject}`);
    ({ area, subject } = change);
    lines.push(`    ${change.sentence}`, ...marked(change).map((line) => `      ${line}`));
  }
  return lines.map((line) => `${line}\n`).join("");
}

/** The texts before and after as a diff: common lines at both ends are printed once. */
function marked({ before, after }: Pick<Change, "before" | "after">): string[] {
  const [old, now] = [before, after].map((text) => (text === undefined ? [] : text.split("\n")));
  if (!old || !now) return [];
  const start = shared(old, now);
  const end = shared(old.slice(start).reverse(), now.slice(start).reverse());
  return [
    ...now.slice(0, start).map((line) => `  ${line}`),
    ...old.slice(start, old.length - end).map((line) => `- ${line}`),
    ...now.slice(start, now.length - end).map((line) => `+ ${line}`),
    ...now.slice(now.length - end).map((line) => `  ${line}`),
  ];
}

/** How many items two lists begin with in common. */
function shared(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < Math.min(a.length, b.length) && a[count] === b[count]) count++;
  return count;
}

/** GitHub refuses longer comments. Source: https://github.com/orgs/community/discussions/41331 */
const longestComment = 65_000;

/** Changes for a pull request: a heading an area, a list of subjects and what became of them. */
export function renderMarkdown(changes: readonly Change[]): string {
  const title = "## What this changes in the monitoring\n";
  if (changes.length === 0) return `${title}\nNothing changes on any server, dashboard or notification.\n`;
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
  return `${text.slice(0, end)}\n\nAnd more: ${counted(count, "change")} in all. \`npm run diff\` prints them.\n`;
}

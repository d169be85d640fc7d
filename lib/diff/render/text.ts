import { areas, type Change } from "../change.ts";

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

/** The texts before and after as a diff: lines that both begin or end with are told once. */
export function marked({ before, after }: Pick<Change, "before" | "after">): string[] {
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

import type { ActionKind, Decision } from "../../push/decision.ts";
import { fitToShow } from "../outcome.ts";
import type { Job, Result } from "./apply.ts";

const order: readonly ActionKind[] = ["create", "update", "prune", "conflict", "refuse", "keep", "unchanged"];
const mostChanges = 10;
/** More than these are counted, not listed. */
const mostNotBegun = 20;
const longestLine = 240;

/** Prints a plan: a line for each resource that differs, how the server's version differs, then the counts. */
export function reportPlan(
  { server, decisions }: Pick<Job, "server" | "decisions">,
  { json }: { json: boolean },
): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ server, plan: decisions.map(asJson) })}\n`);
    return;
  }
  process.stdout.write(`${server}\n`);
  for (const decision of decisions) {
    if (decision.kind === "unchanged") continue;
    process.stdout.write(fitToShow(`  ${decision.kind.padEnd(9)} ${decision.uid}: ${decision.reason}\n`));
    process.stdout.write(changeLines(decision));
  }
  const counts = order.map((kind) => [decisions.filter((one) => one.kind === kind).length, kind] as const);
  const texts = counts.filter(([count]) => count > 0).map(([count, kind]) => `${count} ${kind}`);
  process.stdout.write(`plan: ${texts.join(", ") || "nothing is defined"}\n`);
}

const asJson = ({ kind, uid, title, reason, changes }: Decision) => ({
  kind,
  uid,
  title,
  reason,
  ...(changes && { changes }),
});

/** How the server's version differs, where a person has to decide or the version is overwritten. */
function changeLines({ kind, changes: found = [] }: Decision): string {
  if (kind === "update") return "";
  const lines = found.slice(0, mostChanges).map((line) => `      ${short(fitToShow(line))}\n`);
  const more = found.length - mostChanges;
  return lines.join("") + (more > 0 ? `      and ${more} more\n` : "");
}

const short = (text: string): string => (text.length > longestLine ? `${text.slice(0, longestLine - 1)}…` : text);

/** Prints the results of a plan: failures by name, then the count. */
export function reportResults(results: readonly Result[], { json }: { json: boolean }): void {
  if (json) {
    const printed = results.map(({ decision: { kind, uid }, outcome, error }) => ({ kind, uid, outcome, error }));
    process.stdout.write(`${JSON.stringify({ results: printed })}\n`);
    return;
  }
  const isStopped = results.filter(({ outcome }) => outcome === "not begun").length > mostNotBegun;
  for (const { decision, outcome, error } of results)
    if (outcome !== "done" && !(outcome === "not begun" && isStopped))
      process.stderr.write(fitToShow(`${outcome}: ${decision.kind} ${decision.uid}${error ? `: ${error}` : ""}\n`));
  const notBegun = results.filter(({ outcome }) => outcome === "not begun").length;
  if (isStopped) process.stderr.write(`not begun: ${notBegun} more\n`);
  const done = results.filter(({ outcome }) => outcome === "done").length;
  process.stdout.write(`${done} of ${results.length} written\n`);
}

/** Prints a counter on a terminal, over the one before; nothing elsewhere. */
export function progressReporter(
  stream: Pick<NodeJS.WriteStream, "isTTY" | "write">,
  total: number,
): ((result: Result) => void) | undefined {
  if (!stream.isTTY) return undefined;
  let count = 0;
  return ({ decision: { uid } }) => {
    count++;
    stream.write(`\r\u001b[K${count === total ? "" : `${count} of ${total}: ${uid}`}`);
  };
}

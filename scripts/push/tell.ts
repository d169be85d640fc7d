import type { Action, ActionKind } from "../../lib/push/plan.ts";
import type { Result } from "./apply.ts";

const order: readonly ActionKind[] = ["create", "update", "prune", "conflict", "refuse", "keep", "unchanged"];

/** Tells a plan: a line for each dashboard that is not as defined, then the counts. */
export function tell(server: string, actions: readonly Action[], { json }: { json: boolean }): void {
  if (json) {
    const plan = actions.map(({ kind, uid, title, reason }) => ({ kind, uid, title, reason }));
    process.stdout.write(`${JSON.stringify({ server, plan })}\n`);
    return;
  }
  process.stdout.write(`${server}\n`);
  for (const { kind, uid, reason } of actions)
    if (kind !== "unchanged") process.stdout.write(`  ${kind.padEnd(9)} ${uid}: ${reason}\n`);
  const counts = order.map((kind) => `${actions.filter((action) => action.kind === kind).length} ${kind}`);
  process.stdout.write(
    `plan: ${counts.filter((count) => !count.startsWith("0")).join(", ") || "nothing is defined"}\n`,
  );
}

/** Tells what came of a plan: failures by name, then the count. */
export function tellResults(results: readonly Result[], { json }: { json: boolean }): void {
  if (json) {
    const told = results.map(({ action: { kind, uid }, outcome, error }) => ({ kind, uid, outcome, error }));
    process.stdout.write(`${JSON.stringify({ results: told })}\n`);
    return;
  }
  for (const { action, outcome, error } of results)
    if (outcome !== "done")
      process.stderr.write(`${outcome}: ${action.kind} ${action.uid}${error ? `: ${error}` : ""}\n`);
  const done = results.filter(({ outcome }) => outcome === "done").length;
  process.stdout.write(`${done} of ${results.length} written\n`);
}

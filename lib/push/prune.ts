import type { ActionKind, Decision } from "./decision.ts";

/** What is not on the server yet, and what is others', is no part of what we could lose. */
const notOurs: readonly ActionKind[] = ["create", "keep"];

/**
 * Why a plan deletes more than it may without being told so; undefined where it does not.
 * @param defined how many of these things we define
 * @param agreed how many may be deleted; by default a fifth of what the server has of ours, and none if none is defined
 */
export function excessOf(decisions: readonly Decision[], defined: number, agreed?: number): string | undefined {
  const gone = decisions.filter(({ kind }) => kind === "prune").length;
  const held = decisions.filter(({ kind }) => !notOurs.includes(kind)).length;
  const most = agreed ?? (defined === 0 ? 0 : Math.floor(held / 5));
  if (gone <= most) return undefined;
  return `prune would delete ${gone} of ${held} that are ours there, ${why(defined, agreed)} — nothing was written; if that is right, say how many: --prune=${gone}`;
}

function why(defined: number, agreed: number | undefined): string {
  if (agreed !== undefined) return `where ${agreed} may go`;
  return defined === 0 ? "and nothing is defined" : "which is more than a fifth";
}

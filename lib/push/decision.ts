export type ActionKind = "create" | "update" | "unchanged" | "conflict" | "keep" | "refuse" | "prune";

/** What is to be done with one thing on a server, and why. */
export interface Decision {
  readonly kind: ActionKind;
  /** What the server knows it by: of a dashboard or a datasource its uid, of a rule group its name. */
  readonly uid: string;
  readonly title: string;
  readonly reason: string;
  /** From ours to what the server has, a sentence each, where others' work is in the way or passed over. */
  readonly changes?: readonly string[];
}

/** What to do about what others changed. */
export interface ResourceState {
  /** Overwrite it. */
  readonly force: boolean;
  /** Leave it, and call it no conflict. */
  readonly keep: boolean;
}

/** Decides about a thing that somebody else changed. @param changed what happened to it */
export function contested(changed: string, { force, keep }: ResourceState): Pick<Decision, "kind" | "reason"> {
  if (force) return { kind: "update", reason: `${changed}; overwritten by --force` };
  if (keep) return { kind: "keep", reason: changed };
  return { kind: "conflict", reason: `${changed}: see --force and --keep` };
}

const writes: readonly ActionKind[] = ["create", "update", "prune"];

/** Whether it changes something on the server. */
export const isWrite = ({ kind }: Decision): boolean => writes.includes(kind);

/** Whether somebody has to decide. */
export const isContested = ({ kind }: Decision): boolean => kind === "conflict" || kind === "refuse";

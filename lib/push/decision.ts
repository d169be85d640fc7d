import type { Detail } from "../diff/change.ts";
import { boardChanges } from "../diff/dashboards.ts";
import { fieldDetails } from "../diff/fields.ts";
import type { Json } from "../diff/json.ts";
import { content, type DashboardJson } from "./ownership.ts";

export type ActionKind = "create" | "update" | "unchanged" | "conflict" | "keep" | "refuse" | "prune";

/** The planned action for one resource on a server, with its reason. */
export interface Decision {
  readonly kind: ActionKind;
  /** The uid of a dashboard or a datasource, the name of a rule group. */
  readonly uid: string;
  readonly title: string;
  readonly reason: string;
  /** How the server's version differs from ours, a sentence each, where somebody else changed it. */
  readonly changes?: readonly string[];
}

/** What to do where somebody else changed a resource. */
export interface ConflictPolicy {
  /** Overwrite it. */
  readonly force: boolean;
  /** Leave it, and report no conflict. */
  readonly keep: boolean;
}

/** Decides about a resource that somebody else changed. @param changed how it was changed */
export function decideConflict(changed: string, { force, keep }: ConflictPolicy): Pick<Decision, "kind" | "reason"> {
  if (force) return { kind: "update", reason: `${changed}; overwritten by --force` };
  if (keep) return { kind: "keep", reason: changed };
  return { kind: "conflict", reason: `${changed}: overwrite it with --force, or leave it with --keep` };
}

const writes: readonly ActionKind[] = ["create", "update", "prune"];

/** Whether it changes something on the server. */
export const isWrite = ({ kind }: Decision): boolean => writes.includes(kind);

/** Whether a person has to decide. */
export const needsDecision = ({ kind }: Decision): boolean => kind === "conflict" || kind === "refuse";

/** Kinds that say nothing of resources that we own on the server. */
const notOurs: readonly ActionKind[] = ["create", "keep"];

/**
 * The error of a plan that deletes more than is allowed; undefined where it does not.
 * @param defined how many of these resources are defined
 * @param agreed how many may be deleted; by default a fifth of those that we own there, and none if none is defined
 */
export function excessOf(decisions: readonly Decision[], defined: number, agreed?: number): string | undefined {
  const gone = decisions.filter(({ kind }) => kind === "prune").length;
  const held = decisions.filter(({ kind }) => !notOurs.includes(kind)).length;
  const most = agreed ?? (defined === 0 ? 0 : Math.floor(held / 5));
  if (gone <= most) return undefined;
  return `--prune would delete ${gone} of ${held} that we own there, ${why(defined, agreed)} — nothing was written; to delete them, give their number: --prune=${gone}`;
}

function why(defined: number, agreed: number | undefined): string {
  if (agreed !== undefined) return `and --prune allows ${agreed}`;
  return defined === 0 ? "and nothing is defined" : "which is more than a fifth";
}

const formattingOnly = "it is formatted in another way, and shows the same";

/** How the server's dashboard differs from ours, a sentence a line. */
export const remoteDashboardChanges = (uid: string, ours: DashboardJson, remote: DashboardJson): string[] =>
  sentencesOf(
    boardChanges(uid, content(ours), content(remote)).map((one) => ({ ...one, subject: subjectIn(uid, one.subject) })),
  );

/** How the server's fields differ from ours, a sentence a line. */
export const remoteFieldChanges = (ours: Json, remote: Json): string[] => sentencesOf(fieldDetails(ours, remote));

const sentencesOf = (details: readonly (Detail & { readonly subject?: string })[]): string[] =>
  details.length === 0
    ? [formattingOnly]
    : details.map(({ subject = "", sentence, before, after }) =>
        [subject, sentence, ...(before === undefined ? [] : [`${oneLine(before)} → ${oneLine(after ?? "")}`])]
          .filter((part) => part !== "")
          .join(": "),
      );

/** Without the dashboard's uid, which the plan names already. */
const subjectIn = (uid: string, subject: string): string => subject.replace(uid, "").replace(/^ › /, "");

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

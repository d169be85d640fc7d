import type { Detail } from "../diff/change.ts";
import { boardChanges } from "../diff/dashboards.ts";
import { fieldDetails } from "../diff/fields.ts";
import type { Json } from "../diff/json.ts";
import { content, type DashboardJson } from "./ownership.ts";

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

const writingOnly = "it is written in another way, and shows the same";

/** From our dashboard to theirs, a sentence a line. */
export const theirDashboard = (uid: string, ours: DashboardJson, theirs: DashboardJson): string[] =>
  told(
    boardChanges(uid, content(ours), content(theirs)).map((one) => ({ ...one, subject: subjectIn(uid, one.subject) })),
  );

/** From our fields to theirs, a sentence a line. */
export const theirFields = (ours: Json, theirs: Json): string[] => told(fieldDetails(ours, theirs));

const told = (details: readonly (Detail & { readonly subject?: string })[]): string[] =>
  details.length === 0
    ? [writingOnly]
    : details.map(({ subject = "", sentence, before, after }) =>
        [subject, sentence, ...(before === undefined ? [] : [`${oneLine(before)} → ${oneLine(after ?? "")}`])]
          .filter((part) => part !== "")
          .join(": "),
      );

/** The dashboard is named already. */
const subjectIn = (uid: string, subject: string): string => subject.replace(uid, "").replace(/^ › /, "");

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

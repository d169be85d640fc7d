import type { Detail } from "../diff/change.ts";
import { boardChanges } from "../diff/dashboards/board.ts";
import { fieldDetails } from "../diff/fields.ts";
import type { Json } from "../diff/json.ts";
import { content, type DashboardJson } from "./canonical.ts";

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

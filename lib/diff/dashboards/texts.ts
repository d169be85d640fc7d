import { type Detail, quoted } from "../change.ts";
import { type Json, textOf } from "../json.ts";

/** A new title or description, of a board or a panel. */
export function textDetails(before: Json, after: Json): Detail[] {
  const [oldTitle, newTitle] = [textOf(before.title), textOf(after.title)];
  const [old, now] = [textOf(before.description), textOf(after.description)];
  const details: Detail[] = [];
  if (oldTitle !== newTitle) details.push({ sentence: `is called ${quoted(newTitle)} instead of ${quoted(oldTitle)}` });
  if (old !== now) details.push({ sentence: "is described in other words", before: old, after: now });
  return details;
}

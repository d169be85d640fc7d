import type { Detail } from "../change.ts";
import { type Difference, differences } from "./differences.ts";
import { sameQuestion, treeOf } from "./shape.ts";

/** More differences, or longer ones, are read better from the expressions themselves. */
const most = 3;
const longest = 90;

/**
 * How an expression changed: nothing where it asks the same, one sentence where its parts tell it, else both texts.
 * @param what opens the sentence, such as `query A` or `expression`
 */
export function expressionDetails(what: string, before: string, after: string): Detail[] {
  if (sameQuestion(before, after)) return [];
  const parts = partsOf(before, after);
  if (!parts) return [{ sentence: `${what} is another`, before, after }];
  return [{ sentence: `${what}: ${parts.map(({ text }) => text).join("; ")}` }];
}

/** The differences, if they are few and short enough for a sentence. */
export function partsOf(before: string, after: string): Difference[] | undefined {
  const [old, now] = [treeOf(before), treeOf(after)];
  if (!old || !now) return undefined;
  const unique = new Map(differences(old, now).map((one) => [one.text, one]));
  const parts = [...unique.values()];
  return parts.length <= most && parts.every(({ text }) => text.length <= longest) ? parts : undefined;
}

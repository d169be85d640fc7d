import { type Detail, quoted } from "../change.ts";
import { fieldDetails } from "../fields.ts";
import { type Json, objectsOf, textOf, without } from "../json.ts";
import { pairUp } from "../pairs.ts";
import { expressionDetails } from "../promql/details.ts";

const toldInWords = ["expr", "legendFormat", "refId", "instant", "range"];

/** What changed in what a panel asks. */
export function queryDetails(before: Json, after: Json): Detail[] {
  const { both, removed, added } = pairUp(
    objectsOf(before.targets),
    objectsOf(after.targets),
    (query) => JSON.stringify([query.refId, query.expr]),
    ({ expr }) => textOf(expr) || undefined,
    ({ refId }) => textOf(refId) || undefined,
    () => "left over",
  );
  return [
    ...removed.map(
      (query): Detail => ({
        kind: "removed",
        sentence: `no longer asks query ${query.refId}`,
        ...text("before", query),
      }),
    ),
    ...both.flatMap(({ before, after }) => changedQuery(before, after)),
    ...added.map(
      (query): Detail => ({ kind: "added", sentence: `also asks query ${query.refId}`, ...text("after", query) }),
    ),
  ];
}

const text = (side: "before" | "after", { expr }: Json) => (expr === undefined ? {} : { [side]: textOf(expr) });

function changedQuery(before: Json, after: Json): Detail[] {
  const what = `query ${textOf(after.refId) || "A"}`;
  const [old, now] = [textOf(before.legendFormat), textOf(after.legendFormat)];
  return [
    ...expressionDetails(what, textOf(before.expr), textOf(after.expr)),
    ...(old === now ? [] : [{ sentence: `${what}: names its series ${quoted(now)} instead of ${quoted(old)}` }]),
    ...(timesOf(before) === timesOf(after)
      ? []
      : [{ sentence: `${what}: asks for ${timesOf(after)} instead of ${timesOf(before)}` }]),
    ...fieldDetails(without(before, ...toldInWords), without(after, ...toldInWords)).map((detail) => ({
      ...detail,
      sentence: `${what}: ${detail.sentence}`,
    })),
  ];
}

/** Prometheus asks over time where nothing is said. */
function timesOf({ instant, range }: Json): string {
  if (!instant) return "values over time";
  return range ? "values over time and the newest" : "the newest values";
}

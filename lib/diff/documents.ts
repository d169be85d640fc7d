import { type Area, about, type Change, type Detail } from "./change.ts";
import { fieldDetails } from "./fields.ts";
import { type Json, objectsOf, without } from "./json.ts";
import { pairUp } from "./pairs.ts";

type Documents = Readonly<Record<string, Json>>;

/** What changed among named documents, told by their settings. */
export function documentChanges(
  area: Area,
  noun: string,
  before: Documents,
  after: Documents,
  details = fieldsOf,
): Change[] {
  const { both, removed, added } = pairUp(Object.keys(before).sort(), Object.keys(after).sort(), (name) => name);
  const subject = (name: string) => `${noun} ${name}`.trim();
  return [
    ...removed.flatMap((name) => about(area, subject(name), [{ kind: "removed", sentence: "is gone" }])),
    ...added.flatMap((name) => about(area, subject(name), [{ kind: "added", sentence: "is new" }])),
    ...both.flatMap(({ after: name }) => about(area, subject(name), details(before[name] ?? {}, after[name] ?? {}))),
  ];
}

const fieldsOf = (before: Json, after: Json): Detail[] => fieldDetails(before, after);

/** What changed in a log pipeline: its source, and its stages in order. */
export function pipelineDetails(before: Json, after: Json): Detail[] {
  const { both, removed, added } = pairUp(
    objectsOf(before.pipeline_stages),
    objectsOf(after.pipeline_stages),
    (stage) => JSON.stringify(stage),
    kindOf,
  );
  const show = (stage: Json) => JSON.stringify(stage[kindOf(stage)], null, 2);
  return [
    ...fieldDetails(without(before, "pipeline_stages"), without(after, "pipeline_stages")),
    ...removed.map(
      (stage): Detail => ({ kind: "removed", sentence: `no longer has a ${kindOf(stage)} stage`, before: show(stage) }),
    ),
    ...added.map(
      (stage): Detail => ({ kind: "added", sentence: `has a new ${kindOf(stage)} stage`, after: show(stage) }),
    ),
    ...both.flatMap(({ before, after, moved }) => [
      ...(moved ? [{ kind: "moved" as const, sentence: `its ${kindOf(after)} stage stands elsewhere` }] : []),
      ...fieldDetails(before, after, "stage"),
    ]),
  ];
}

/** Which stage it is, such as `json`: its only key. */
const kindOf = (stage: Json): string => Object.keys(stage)[0] ?? "";

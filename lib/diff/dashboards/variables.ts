import type { Detail } from "../change.ts";
import { fieldDetails } from "../fields.ts";
import { type Json, objectOf, objectsOf, textOf, without } from "../json.ts";
import { pairUp } from "../pairs.ts";

/** What changed in a board's variables. */
export function variableDetails(before: Json, after: Json): Detail[] {
  const { both, removed, added } = pairUp(variablesOf(before), variablesOf(after), ({ name }) => textOf(name));
  return [
    ...removed.map(({ name }): Detail => ({ kind: "removed", sentence: `no longer has the variable $${name}` })),
    ...added.map(
      (variable): Detail => ({
        kind: "added",
        sentence: `has a new variable $${variable.name}`,
        ...(questionOf(variable) !== "" && { after: questionOf(variable) }),
      }),
    ),
    ...both.flatMap(({ before, after, moved }) => [
      ...(moved ? [{ kind: "moved" as const, sentence: `variable $${after.name} stands elsewhere` }] : []),
      ...changedVariable(before, after),
    ]),
  ];
}

const variablesOf = ({ templating }: Json): readonly Json[] => objectsOf(objectOf(templating).list);

/** What Grafana asks for a variable's values. */
const questionOf = ({ query, definition }: Json): string =>
  (typeof query === "string" ? query : textOf(objectOf(query).query)) || textOf(definition);

function changedVariable(before: Json, after: Json): Detail[] {
  const what = `variable $${after.name}`;
  const [old, now] = [questionOf(before), questionOf(after)];
  const asked = old === now ? [] : [{ sentence: `${what} asks another question`, before: old, after: now }];
  const rest = fieldDetails(settingsOf(before), settingsOf(after));
  return [...asked, ...rest.map((detail) => ({ ...detail, sentence: `${what}: ${detail.sentence}` }))];
}

/** Values that were found when somebody last looked are no setting. */
const found = ["current", "options"];

function settingsOf(variable: Json): Json {
  const isFound = variable.type === "query" || variable.type === "datasource";
  return without(variable, "query", "definition", ...(isFound ? found : []));
}

import { type Detail, quoted } from "../change.ts";
import { fieldDetails } from "../fields.ts";
import { type Json, objectOf, objectsOf, textOf, without } from "../json.ts";
import { pairUp } from "../pairs.ts";
import { expressionDetails } from "../promql/details.ts";

/** What changed in what a board marks on its time axis. */
export function annotationDetails(before: Json, after: Json): Detail[] {
  const { both, removed, added } = pairUp(annotationsOf(before), annotationsOf(after), ({ name }) => textOf(name));
  return [
    ...removed.map(({ name }): Detail => ({ kind: "removed", sentence: `no longer marks ${quoted(textOf(name))}` })),
    ...added.map(
      ({ name, expr }): Detail => ({
        kind: "added",
        sentence: `also marks ${quoted(textOf(name))}`,
        ...(expr !== undefined && { after: textOf(expr) }),
      }),
    ),
    ...both.flatMap(({ before, after }) => {
      const what = `annotation ${quoted(textOf(after.name))}`;
      const rest = fieldDetails(without(before, "expr"), without(after, "expr"));
      return [
        ...expressionDetails(what, textOf(before.expr), textOf(after.expr)),
        ...rest.map((detail) => ({ ...detail, sentence: `${what}: ${detail.sentence}` })),
      ];
    }),
  ];
}

const annotationsOf = ({ annotations }: Json): readonly Json[] => objectsOf(objectOf(annotations).list);

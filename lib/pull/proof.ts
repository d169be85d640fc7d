import { essentialPanel, place, rowsOf } from "../diff/board-json.ts";
import type { Detail } from "../diff/change.ts";
import { shape, treeOf } from "../diff/expressions.ts";
import { fieldDetails } from "../diff/fields.ts";
import { type Json, objectOf, objectsOf, saysNothing, textOf, without } from "../diff/json.ts";

/**
 * Every difference between a dashboard and the dashboard that its definition builds, by its path in the JSON. Stricter than
 * the diff for reviewers: selected values of variables, every order, every override and every id count.
 */
export const strictDetails = (board: Json, built: Json): Detail[] =>
  fieldDetails(contentOf(board, board), contentOf(built, board));

/** Fields that the server or the migration of the schema sets. */
const notContent = ["id", "uid", "version", "iteration", "$comment", "schemaVersion", "panels"];

/** @param original the dashboard whose panels' ids are compared */
function contentOf(board: Json, original: Json): Json {
  const { templating, annotations, ...rest } = without(board, ...notContent);
  const settings = Object.entries(rest).filter(([, value]) => !saysNothing(value));
  const ids = new Set(rowsOf(original).flatMap(({ panels }) => panels.map(({ id }) => id)));
  const rows = rowsOf(board).map((row) => ({ ...row, panels: row.panels.map((panel) => panelOf(panel, ids)) }));
  return {
    ...Object.fromEntries(settings),
    templating: listOf(templating),
    annotations: listOf(annotations),
    rows,
  };
}

/** An absent list is an empty one. */
const listOf = (value: unknown): Json => ({ ...objectOf(value), list: objectsOf(objectOf(value).list) });

function panelOf(panel: Json, ids: ReadonlySet<unknown>): Json {
  const { targets, ...rest } = essentialPanel(panel);
  return {
    ...rest,
    ...(targets !== undefined && { targets: objectsOf(targets).map(questionOf) }),
    ...(ids.has(panel.id) && { id: panel.id }),
    // A panel without a position gets one from the layout.
    ...(place(panel, "w") > 0 && { place: (["x", "w", "h"] as const).map((side) => place(panel, side)) }),
  };
}

/** A query with the meaning of its expression, where it is PromQL, and with the name that Grafana gives it. */
function questionOf(query: Json, i: number): Json {
  const tree = typeof query.expr === "string" ? treeOf(query.expr) : undefined;
  const refId = textOf(query.refId) || String.fromCharCode(65 + i);
  return { ...query, refId, ...(tree && { expr: shape(tree) }) };
}

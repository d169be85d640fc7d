import {
  about,
  type Change,
  counted,
  type Detail,
  fieldDetails,
  type Pair,
  type Pairs,
  pairUp,
  quoted,
} from "./change.ts";
import { expressionDetails } from "./expressions.ts";
import {
  type BoardRow,
  type Json,
  objectOf,
  objectsOf,
  ownField,
  rowsOf,
  saysNothing,
  textOf,
  variablesOf,
  without,
} from "./json.ts";
import { panelChanges, textDetails } from "./panels.ts";

type Boards = Readonly<Record<string, Json>>;
type Folders = Readonly<Record<string, string>>;

/** Which dashboards moved to another folder. @param before uids of folders by uid of dashboard */
export const folderChanges = (before: Folders, after: Folders): Change[] =>
  Object.entries(after).flatMap(([uid, folder]) => {
    const old = ownField(before, uid);
    if (old === undefined || old === folder) return [];
    return about("dashboards", uid, [
      { kind: "moved", sentence: `is in ${folderName(folder)} instead of ${folderName(old)}` },
    ]);
  });

const folderName = (uid: string): string => (uid === "" ? "no folder" : `the folder ${quoted(uid)}`);

/** What changed in the dashboards, by uid. */
export const dashboardChanges = (before: Boards, after: Boards): Change[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((uid) => {
    const [old, now] = [ownField(before, uid), ownField(after, uid)];
    if (old && now) return boardChanges(uid, old, now);
    return about("dashboards", uid, [old ? goneBoard(old) : newBoard(now ?? {})]);
  });

const newBoard = (board: Json): Detail => ({
  kind: "added",
  sentence: `is a new dashboard, ${quoted(textOf(board.title))}, with ${size(rowsOf(board))}`,
});

const goneBoard = (board: Json): Detail => ({
  kind: "removed",
  sentence: `is gone: dashboard ${quoted(textOf(board.title))} with ${size(rowsOf(board))}`,
});

const size = (rows: readonly BoardRow[]): string =>
  `${counted(rows.length, "row")} and ${counted(rows.flatMap(({ panels }) => panels).length, "panel")}`;

/** Reported by their own parts, or written by a server. */
const describedSeparately = [
  ...["panels", "templating", "annotations", "title", "description"],
  ...["id", "uid", "version", "iteration", "schemaVersion"],
];

/** Whatever else is set. */
const settingsOf = (board: Json): Json =>
  Object.fromEntries(Object.entries(without(board, ...describedSeparately)).filter(([, value]) => !saysNothing(value)));

/** What changed in one dashboard: itself, its variables, its rows, their panels. */
export function boardChanges(uid: string, before: Json, after: Json): Change[] {
  const rows = pairUp(
    rowsOf(before),
    rowsOf(after),
    ({ title }) => title,
    ({ panels }) => (panels.length > 0 ? panels.map(({ title }) => textOf(title)).join("\n") : undefined),
  );
  return [
    ...about("dashboards", uid, [
      ...textDetails(before, after),
      ...fieldDetails(settingsOf(before), settingsOf(after)),
      ...annotationDetails(before, after),
      ...variableDetails(before, after),
    ]),
    ...rowChanges(uid, rows),
    ...panelChanges(uid, rows),
  ];
}

const rowChanges = (uid: string, { both, added, removed }: Pairs<BoardRow>): Change[] => [
  ...removed.flatMap((row) =>
    about("dashboards", rowName(uid, row), [{ kind: "removed", sentence: `is gone, ${contents(row)}` }]),
  ),
  ...added.flatMap((row) =>
    about("dashboards", rowName(uid, row), [{ kind: "added", sentence: `is a new row, ${contents(row)}` }]),
  ),
  ...both.flatMap((pair, i) => about("dashboards", rowName(uid, pair.after), rowDetails(pair, both[i - 1]?.after))),
];

const contents = ({ panels }: BoardRow): string =>
  panels.length === 0 ? "empty" : `with ${panels.map(({ title }) => quoted(textOf(title))).join(", ")}`;

/** How people name a row: by its board and its title. */
const rowName = (uid: string, { title }: BoardRow): string => (title === "" ? uid : `${uid} › ${title}`);

function rowDetails({ before, after, moved }: Pair<BoardRow>, above: BoardRow | undefined): Detail[] {
  const details: Detail[] = [];
  if (before.title !== after.title) details.push({ sentence: `was called ${quoted(before.title)}` });
  if (moved)
    details.push({ kind: "moved", sentence: above ? `moved below ${quoted(above.title)}` : "moved to the top" });
  if (before.collapsed !== after.collapsed)
    details.push({
      sentence: after.collapsed ? "is collapsed when the dashboard opens" : "is expanded when the dashboard opens",
    });
  return [...details, ...fieldDetails(before.settings, after.settings)];
}

/** What changed in a board's variables. */
function variableDetails(before: Json, after: Json): Detail[] {
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
      ...(moved ? [{ kind: "moved" as const, sentence: `variable $${after.name} moved` }] : []),
      ...changedVariable(before, after),
    ]),
  ];
}

/** What Grafana asks for a variable's values. */
const questionOf = ({ query, definition }: Json): string =>
  (typeof query === "string" ? query : textOf(objectOf(query).query)) || textOf(definition);

function changedVariable(before: Json, after: Json): Detail[] {
  const what = `variable $${after.name}`;
  const [old, now] = [questionOf(before), questionOf(after)];
  const asked = old === now ? [] : [{ sentence: `${what} has another query`, before: old, after: now }];
  const rest = fieldDetails(variableSettings(before), variableSettings(after));
  return [...asked, ...rest.map((detail) => ({ ...detail, sentence: `${what}: ${detail.sentence}` }))];
}

/** What a variable has that sets nothing; schema v2 requires it, and classic JSON may leave it out. */
const variableDefaults: Json = {
  ...{ allowCustomValue: true, hide: 0, includeAll: false, multi: false, refresh: 0, regex: "" },
  ...{ skipUrlSync: false, sort: 0, auto: false, auto_min: "10s", auto_count: 30 },
};

const withoutDefaults = (variable: Json): Json =>
  Object.fromEntries(Object.entries(variable).filter(([name, value]) => value !== variableDefaults[name]));

/** The values of a query are no setting, but the selection that the board opens with is one. */
function variableSettings(variable: Json): Json {
  const rest = withoutDefaults(without(variable, "query", "definition"));
  if (variable.type !== "query" && variable.type !== "datasource") return rest;
  const { value } = objectOf(variable.current);
  const isSelected = value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
  return { ...without(rest, "current", "options"), ...(isSelected && { "default selection": value }) };
}

/** What changed in what a board marks on its time axis. */
function annotationDetails(before: Json, after: Json): Detail[] {
  const { both, removed, added } = pairUp(annotationsOf(before), annotationsOf(after), ({ name }) => textOf(name));
  return [
    ...removed.map(
      ({ name }): Detail => ({ kind: "removed", sentence: `no longer shows the annotation ${quoted(textOf(name))}` }),
    ),
    ...added.map(
      ({ name, expr }): Detail => ({
        kind: "added",
        sentence: `shows a new annotation, ${quoted(textOf(name))}`,
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

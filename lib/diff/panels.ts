import { type BoardRow, essentialPanel, place } from "./board-json.ts";
import { about, type Change, type Detail, quoted } from "./change.ts";
import { shape, treeOf } from "./expressions.ts";
import { isObject, type Json, objectsOf, textOf } from "./json.ts";
import { displaced, type Pair, type Pairs, pairUp } from "./pairs.ts";
import { panelDetails } from "./panel.ts";

/** A panel with the row that it stands in, named by what the row is now. */
interface Placed {
  readonly panel: Json;
  readonly row: string;
}

/** What changed in a board's panels. Those of rows that came or went as a whole are told of with their rows. */
export function panelChanges(uid: string, rows: Pairs<BoardRow>): Change[] {
  const before = [
    ...rows.both.flatMap(({ before, after }) => placed(before, after.title)),
    ...rows.removed.flatMap((row) => placed(row, row.title)),
  ];
  const after = [...rows.both.map((pair) => pair.after), ...rows.added].flatMap((row) => placed(row, row.title));
  const pairs = pairUp(before, after, byPlace, byTitle, byId, byQuestions);
  const name = ({ row, panel }: Placed) => [uid, row, textOf(panel.title) || "(no title)"].filter(Boolean).join(" › ");
  const within = (some: readonly BoardRow[], { panel }: Placed) => some.some(({ panels }) => panels.includes(panel));
  const gone = pairs.removed.filter((one) => !within(rows.removed, one));
  const fresh = pairs.added.filter((one) => !within(rows.added, one));
  const places = placesOf(pairs, before);
  return [
    ...gone.flatMap((one) => about("dashboards", name(one), [{ kind: "removed", sentence: "is gone" }])),
    ...fresh.flatMap((one) => about("dashboards", name(one), [newPanel(one.panel)])),
    ...pairs.both.flatMap((pair, i) => {
      const details = [
        ...(places[i] ?? []),
        ...panelDetails(essentialPanel(pair.before.panel), essentialPanel(pair.after.panel)),
      ];
      return about("dashboards", name(pair.after), details);
    }),
  ];
}

/** For each pair, what became of its place and size. Where panels come and go, their neighbours' sizes follow: no news. */
function placesOf(pairs: Pairs<Placed>, before: readonly Placed[]): Detail[][] {
  const stayed = pairs.both.filter((pair) => pair.before.row === pair.after.row);
  const rows = new Set(stayed.map(({ after }) => after.row));
  const movedWithin = new Set(
    [...rows].flatMap((row) => {
      const own = stayed.filter(({ after }) => after.row === row).map((pair) => before.indexOf(pair.before));
      return [...displaced(own)].map((place) => before[place]);
    }),
  );
  const came = pairs.both.filter((pair) => pair.before.row !== pair.after.row);
  const disturbed = new Set(
    [...pairs.added, ...pairs.removed, ...came.flatMap((pair) => [pair.before, pair.after]), ...movedWithin].map(
      (one) => one?.row,
    ),
  );
  return pairs.both.map((pair, i) => {
    if (pair.before.row !== pair.after.row) return [cameFrom(pair.before)];
    if (movedWithin.has(pair.before)) return [movedBehind(pair, pairs.both[i - 1])];
    return disturbed.has(pair.after.row) ? [] : sizeDetails(pair.before.panel, pair.after.panel);
  });
}

const placed = ({ panels }: BoardRow, row: string): Placed[] => panels.map((panel) => ({ panel, row }));

const byPlace = ({ row, panel }: Placed): string => JSON.stringify([row, panel.title]);
const byTitle = ({ panel }: Placed): string | undefined => textOf(panel.title) || undefined;
const byId = ({ panel }: Placed): string | undefined => (panel.id ? `${panel.type} ${panel.id}` : undefined);

/** A panel that asks the same in the same way is the same by another name. */
function byQuestions({ panel }: Placed): string | undefined {
  const exprs = objectsOf(panel.targets)
    .map(({ expr }) => textOf(expr))
    .filter(Boolean);
  if (exprs.length === 0) return undefined;
  return JSON.stringify([panel.type, ...exprs.map((expr) => shapeOf(expr))]);
}

function shapeOf(expr: string): string {
  const tree = treeOf(expr);
  return tree ? shape(tree) : expr;
}

const cameFrom = ({ row }: Placed): Detail => ({
  kind: "moved",
  sentence: row === "" ? "moved into the row" : `moved here from ${quoted(row)}`,
});

function movedBehind({ after }: Pair<Placed>, previous: Pair<Placed> | undefined): Detail {
  const neighbour = previous?.after.row === after.row ? quoted(textOf(previous.after.panel.title)) : undefined;
  return { kind: "moved", sentence: neighbour ? `moved behind ${neighbour}` : "moved to the beginning of its row" };
}

/** A panel without a size is as large as the layout makes it. */
function sizeDetails(before: Json, after: Json): Detail[] {
  if (![before, after].every(({ gridPos }) => isObject(gridPos))) return [];
  const [old, now] = [before, after].map((panel) => `${place(panel, "w")}×${place(panel, "h")}`);
  return old === now ? [] : [{ sentence: `is ${now} instead of ${old}` }];
}

function newPanel(panel: Json): Detail {
  const exprs = objectsOf(panel.targets)
    .map(({ expr }) => textOf(expr))
    .filter(Boolean);
  return { kind: "added", sentence: `is a new ${panel.type}`, ...(exprs.length > 0 && { after: exprs.join("\n") }) };
}

import { namesIn } from "../../promql/syntax/ast.ts";
import { rowsOf } from "../dashboards/rows.ts";
import { objectsOf, textOf } from "../json.ts";
import { treeOf } from "../promql/shape.ts";
import type { Snapshot } from "../snapshot.ts";

/** A place that asks for metrics: an alert, a recording, a panel. */
interface Reader {
  readonly name: string;
  /** What it records itself. */
  readonly records?: string;
  readonly reads: ReadonlySet<string>;
}

/** One look through every expression answers for all recordings. */
const known = new WeakMap<Snapshot, readonly Reader[]>();

/** Who reads a recording, directly or through other recordings: alerts first, then panels. */
export function readersOf(recording: string, snapshot: Snapshot): string[] {
  const readers = known.get(snapshot) ?? allReaders(snapshot);
  known.set(snapshot, readers);
  const recorded = new Set([recording]);
  for (const name of recorded)
    for (const { records, reads } of readers) if (records !== undefined && reads.has(name)) recorded.add(records);
  const found = readers.filter(
    ({ records, reads }) => records === undefined && [...recorded].some((one) => reads.has(one)),
  );
  return [...new Set(found.map(({ name }) => name))];
}

const allReaders = ({ rules = [], dashboards = {} }: Snapshot): Reader[] => [
  ...rules
    .flatMap((group) => group.rules)
    .map(({ kind, name, expr }) => ({
      name: `alert ${name}`,
      ...(kind === "recording" && { records: name }),
      reads: namesOf(expr),
    })),
  ...Object.entries(dashboards).flatMap(([uid, board]) =>
    rowsOf(board)
      .flatMap(({ panels }) => panels)
      .map(({ title, targets }) => ({
        name: `panel ${uid} › ${textOf(title)}`,
        reads: new Set(objectsOf(targets).flatMap(({ expr }) => [...namesOf(textOf(expr))])),
      })),
  ),
];

function namesOf(expr: string): Set<string> {
  const tree = treeOf(expr);
  return new Set(tree ? namesIn(tree) : []);
}

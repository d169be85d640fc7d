import { parse } from "../syntax/parse.ts";
import { analyse } from "./analyse.ts";
import { setLabel } from "./labels.ts";
import type { SeriesCatalog } from "./scope.ts";
import { type TypeInfo, unite, unknownVector } from "./type-info.ts";

/** The fields of a recording rule that determine its type information. */
export interface Recorded {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A catalog with recorded series. Each rule's type information is inferred once, on first use. */
export function recordings(
  rules: readonly Recorded[],
  scraped: Pick<SeriesCatalog, "jobs" | "series" | "complete">,
): SeriesCatalog {
  const byName = new Map<string, Recorded[]>();
  for (const rule of rules) byName.set(rule.record, [...(byName.get(rule.record) ?? []), rule]);
  const inferred = new Map<string, TypeInfo>();
  const catalog: SeriesCatalog = { ...scraped, recorded, recordedNames: [...byName.keys()] };

  function recorded(name: string): TypeInfo | undefined {
    const known = inferred.get(name);
    const own = byName.get(name);
    if (known || !own) return known;
    // A rule that reads itself, directly or through others, is unknown; `cycles` reports it.
    inferred.set(name, unknownVector);
    const typeInfo = own.map((rule) => typeInfoOf(rule, catalog)).reduce(unite);
    inferred.set(name, typeInfo);
    return typeInfo;
  }
  return catalog;
}

function typeInfoOf({ expr, labels = {} }: Recorded, catalog: SeriesCatalog): TypeInfo {
  const { ast, problems } = parse(expr);
  if (!ast || problems.length > 0) return unknownVector;
  const { root } = analyse(ast, catalog);
  const written = Object.entries(labels);
  const all = written.reduce((known, [name, value]) => setLabel(known, name, { values: [value] }), root.labels);
  return { ...root, type: "instant vector", labels: all, interval: undefined, constant: undefined };
}

/** Cycles of recording rules that read each other, each listed once: `["a:b", "c:d", "a:b"]`. */
export function cycles(reads: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) found.push([...path.slice(path.indexOf(name)), name]);
    if (done.has(name) || path.includes(name)) return;
    for (const read of reads.get(name) ?? []) visit(read, [...path, name]);
    done.add(name);
  };
  for (const name of reads.keys()) visit(name, []);
  return found;
}

export interface Pairs<T> {
  /** In the order that the second list has. */
  readonly both: readonly Pair<T>[];
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

export interface Pair<T> {
  readonly before: T;
  readonly after: T;
  /** Whether it left its place among the others that both lists have. */
  readonly moved: boolean;
}

/**
 * Finds which item of one list became which of another.
 * @param keys by which items are the same, the surest first; items without a key are left to the next
 */
export function pairUp<T>(
  before: readonly T[],
  after: readonly T[],
  ...keys: readonly ((item: T) => string | undefined)[]
): Pairs<T> {
  const found = new Map<T, T>();
  const left = new Set(before);
  for (const key of keys) {
    for (const item of after) {
      const wanted = found.has(item) ? undefined : key(item);
      if (wanted === undefined) continue;
      const match = [...left].find((candidate) => key(candidate) === wanted);
      if (match === undefined) continue;
      found.set(item, match);
      left.delete(match);
    }
  }
  return {
    both: inOrder(before, after, found),
    removed: before.filter((item) => left.has(item)),
    added: after.filter((item) => !found.has(item)),
  };
}

function inOrder<T>(before: readonly T[], after: readonly T[], found: ReadonlyMap<T, T>): Pair<T>[] {
  const pairs = after.flatMap((item) => {
    const old = found.get(item);
    return old === undefined ? [] : [{ before: old, after: item, place: before.indexOf(old) }];
  });
  const movedPlaces = displaced(pairs.map(({ place }) => place));
  return pairs.map(({ place, ...pair }) => ({ ...pair, moved: movedPlaces.has(place) }));
}

/**
 * The fewest places whose taking out leaves the others in ascending order: what was moved.
 * @param places that items had, in the order that they have now
 */
export function displaced(places: readonly number[]): Set<number> {
  const stay = longestAscent(places);
  return new Set(places.filter((place) => !stay.has(place)));
}

function longestAscent(places: readonly number[]): Set<number> {
  const best = places.map(() => ({ length: 1, previous: -1 }));
  let end = 0;
  places.forEach((place, i) => {
    for (let j = 0; j < i; j++) {
      const length = (best[j]?.length ?? 0) + 1;
      if ((places[j] ?? 0) < place && length > (best[i]?.length ?? 0)) best[i] = { length, previous: j };
    }
    if ((best[i]?.length ?? 0) > (best[end]?.length ?? 0)) end = i;
  });
  const ascent = new Set<number>();
  for (let at = places.length > 0 ? end : -1; at >= 0; at = best[at]?.previous ?? -1) ascent.add(places[at] ?? 0);
  return ascent;
}

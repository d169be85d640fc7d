/** The shortest expression, reached by dropping pieces, for which `holds` stays true. */
export function minimise(expr: string, holds: (expr: string) => boolean): string {
  let best = expr;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.length; ) {
      const shorter = best.slice(0, at) + best.slice(at + size);
      if (shorter.trim() !== "" && holds(shorter)) best = shorter;
      else at += size;
    }
  }
  return best;
}

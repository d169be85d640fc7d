/** Sums of a fixed number of fields by slots of time. The newest slots are kept; a newer one replaces the oldest. */
export interface Ring {
  /** @param time seconds since 1970. A time before 1970, or before the oldest slot, is ignored. */
  add(time: number, field: number, by: number): void;
  /** Sums of each field over the slots that begin at or after a time. */
  since(time: number): number[];
}

/** @param width of a slot in seconds */
export function ring(width: number, slots: number, fields: number): Ring {
  // One flat array: a thousand models with a thousand slots each would be a million small objects.
  const sums = new Int32Array(slots * fields);
  const starts = new Float64Array(slots).fill(Number.NEGATIVE_INFINITY);

  function indexOf(time: number): number | undefined {
    const start = Math.floor(time / width);
    if (start < 0) return undefined;
    const index = start % slots;
    const held = starts[index] ?? Number.NEGATIVE_INFINITY;
    if (held > start) return undefined;
    if (held < start) {
      sums.fill(0, index * fields, (index + 1) * fields);
      starts[index] = start;
    }
    return index;
  }

  return {
    add(time, field, by) {
      const index = indexOf(time);
      if (index !== undefined) sums[index * fields + field] = (sums[index * fields + field] ?? 0) + by;
    },
    since(time) {
      const total = new Array<number>(fields).fill(0);
      for (let index = 0; index < slots; index++) {
        if ((starts[index] ?? 0) * width < time) continue;
        for (let field = 0; field < fields; field++)
          total[field] = (total[field] ?? 0) + (sums[index * fields + field] ?? 0);
      }
      return total;
    },
  };
}

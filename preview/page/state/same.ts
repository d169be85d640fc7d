/** The value from before, as long as the new one says the same: who depends on it then has nothing to do. */
export const same = <T>(before: T | undefined, now: T): T =>
  before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;

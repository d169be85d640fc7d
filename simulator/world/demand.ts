const day = 86_400;
/** 1970 began on a Thursday. */
const daysSinceMonday = 3;
const weekendShare = 0.8;

/**
 * Demand: 1 at the peak of a weekday, a third of it at night, less on weekends.
 * @param time seconds since 1970; hours are those of UTC
 */
function demandAt(time: number): number {
  const hour = (time % day) / 3600;
  const shape = 0.35 + 0.4 * hump(hour, 13, 4.5) + 0.55 * hump(hour, 20, 2.5);
  return Math.min(shape, 1) * weekShare(time);
}

/** Demand over time. */
export interface DemandCurve {
  /** Share of a weekday's peak. @param time seconds since 1970; hours are those of UTC */
  at(time: number): number;
  /** What it is on average over a week. */
  readonly mean: number;
}

export const weekdaysAndWeekends: DemandCurve = { at: demandAt, mean: 0.57 };

/** A bell around an hour, over midnight too. */
function hump(hour: number, middle: number, width: number): number {
  const distance = Math.min(Math.abs(hour - middle), 24 - Math.abs(hour - middle));
  return Math.exp(-((distance / width) ** 2));
}

/** Fridays fade into weekends over some hours: rates never jump. */
function weekShare(time: number): number {
  const weekday = (time / day + daysSinceMonday) % 7;
  const inWeekend = clamp((weekday - 4.9) * 5) * (1 - clamp((weekday - 6.9) * 10));
  return 1 - (1 - weekendShare) * inWeekend;
}

const clamp = (x: number): number => Math.min(1, Math.max(0, x));

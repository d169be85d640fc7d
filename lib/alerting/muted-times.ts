import type { TimeInterval } from "../model/alerting.ts";
import { instantOf } from "./local-time.ts";
import { boundariesOf, mutedBy, type Timed, type TimeIntervals, zoneOf } from "./time-intervals.ts";

/** A time during which a route notifies nobody, in milliseconds since 1970. */
interface MutedSpan {
  readonly from: number;
  /** The moment from which the route notifies again; infinite if it never does. */
  readonly to: number;
  /** The intervals that mute it at the beginning. */
  readonly by: readonly string[];
}

const days = 400;
const firstYear = 2026;

const isTimed = ({ muteTimeIntervals = [], activeTimeIntervals = [] }: Timed): boolean =>
  muteTimeIntervals.length + activeTimeIntervals.length > 0;

const namesOf = ({ muteTimeIntervals = [], activeTimeIntervals = [] }: Timed): readonly string[] => [
  ...activeTimeIntervals,
  ...muteTimeIntervals,
];

const intervalsOf = (route: Timed, intervals: TimeIntervals): TimeInterval[] =>
  namesOf(route).flatMap((name) => intervals[name] ?? []);

/** Every time within more than a year at which the route is muted. The year is the first that an interval names. */
export function mutedSpans(route: Timed, intervals: TimeIntervals): MutedSpan[] {
  const parts = intervalsOf(route, intervals);
  const moments = boundaryMoments(parts, yearOf(parts));
  const spans: MutedSpan[] = [];
  let open: Omit<MutedSpan, "to"> | undefined;
  for (const moment of moments) {
    const by = mutedBy(route, intervals, moment);
    if (by.length > 0) open ??= { from: moment, by };
    else if (open) {
      spans.push({ ...open, to: moment });
      open = undefined;
    }
  }
  return open ? [...spans, { ...open, to: spans.length === 0 ? Number.POSITIVE_INFINITY : open.from }] : spans;
}

function yearOf(intervals: readonly TimeInterval[]): number {
  const years = intervals.flatMap((one) => (one.years ?? []).map((text) => Number.parseInt(text, 10)));
  return years.length > 0 ? Math.min(...years) : firstYear;
}

/** The moments at which an interval can begin or end. */
function boundaryMoments(intervals: readonly TimeInterval[], year: number): number[] {
  const byZone = new Map<string, Set<number>>();
  for (const interval of intervals) {
    const minutes = byZone.get(zoneOf(interval)) ?? new Set<number>();
    for (const minute of boundariesOf(interval)) minutes.add(minute);
    byZone.set(zoneOf(interval), minutes);
  }
  const moments = Array.from(byZone).flatMap(([zone, minutes]) =>
    Array.from({ length: days }, (_, day) =>
      Array.from(minutes, (minute) => instantOf(year, 1, 1 + day, minute, zone)),
    ).flat(),
  );
  return [...new Set(moments)].sort((a, b) => a - b);
}

/** The longest time in seconds that a notification of the route waits for the end of its muted time. */
export const longestMute = (route: Timed, intervals: TimeIntervals): number =>
  isTimed(route) ? Math.max(0, ...mutedSpans(route, intervals).map(({ from, to }) => (to - from) / 1000)) : 0;

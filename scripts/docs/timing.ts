import { localTime } from "../../lib/alerting/local-time.ts";
import { mutedSpans, type Timed, type TimeIntervals, zoneOf } from "../../lib/alerting/time-intervals.ts";

/**
 * When a route notifies, for people: `only during office-hours, not before 08:00 (Europe/Berlin)`; empty if always.
 * The time is left out where muted times end at several times of the day.
 */
export function timingText(route: Timed, intervals: TimeIntervals): string {
  const { activeTimeIntervals: active = [], muteTimeIntervals: mute = [] } = route;
  if (active.length + mute.length === 0) return "";
  const names = [
    ...(active.length > 0 ? [`only during ${active.join(" or ")}`] : []),
    ...(mute.length > 0 ? [`not during ${mute.join(" or ")}`] : []),
  ].join(", ");
  const spans = mutedSpans(route, intervals);
  if (spans.some(({ to }) => to === Number.POSITIVE_INFINITY)) return `${names}: never`;
  const [first] = [...active, ...mute].flatMap((name) => intervals[name] ?? []);
  const zone = first ? zoneOf(first) : "UTC";
  const ends = new Set(spans.filter(({ from, to }) => to > from).map(({ to }) => clockAt(to, zone)));
  const [end] = ends;
  return ends.size === 1 ? `${names}, not before ${end} (${zone})` : names;
}

/** What the clocks of a zone show, such as `08:00`. */
export function clockAt(milliseconds: number, zone: string): string {
  const { minute } = localTime(milliseconds, zone);
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

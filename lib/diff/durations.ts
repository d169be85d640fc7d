import { durationSeconds } from "../model/duration.ts";
import type { Duration } from "../model/model.ts";

/** Whether two durations are as long as each other; empty is none. What is no duration is compared as text. */
export function sameDuration(before: string, after: string): boolean {
  return before === after || length(before) === length(after);
}

function length(duration: string): number | string {
  if (duration === "") return 0;
  return /^(\d+(ms|[smhdwy]))+$/.test(duration) ? durationSeconds(duration as Duration) : duration;
}

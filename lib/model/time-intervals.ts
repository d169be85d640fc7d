import type { Name } from "./register.ts";

// Source: https://prometheus.io/docs/alerting/latest/configuration/#time_interval

export type TimeIntervalName = Name<"timeInterval">;

export type Weekday = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
export type Month =
  | "january"
  | "february"
  | "march"
  | "april"
  | "may"
  | "june"
  | "july"
  | "august"
  | "september"
  | "october"
  | "november"
  | "december";

/** From `startTime` until just before `endTime`, on one day: over midnight, write two. */
export interface TimeRange {
  /**
   * `HH:MM`, from `00:00`.
   * @pattern ^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$
   */
  readonly startTime: string;
  /**
   * `HH:MM`, up to `24:00`.
   * @pattern ^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$
   */
  readonly endTime: string;
}

/** Times that satisfy every field. A field that is absent is satisfied at all times; ranges include both ends. */
export interface TimeInterval {
  readonly times?: readonly TimeRange[];
  /** Such as `monday:friday`. The week begins on Sunday, so `saturday:monday` does not exist. */
  readonly weekdays?: readonly (Weekday | `${Weekday}:${Weekday}`)[];
  /** Such as `1:7`; negative days count from the end of the month, `-1` is its last day. */
  readonly daysOfMonth?: readonly (`${number}` | `${number}:${number}`)[];
  readonly months?: readonly (Month | `${number}` | `${Month}:${Month}` | `${number}:${number}`)[];
  readonly years?: readonly (`${number}` | `${number}:${number}`)[];
  /** IANA name of a time zone, such as `Europe/Berlin`. Defaults to UTC. */
  readonly location?: string;
}

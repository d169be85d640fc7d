import { dateTime, type RawTimeRange, rangeUtil, type TimeRange } from "@grafana/data";
import { useCallback, useEffect, useMemo, useState } from "react";

/** The time that the board shows, and a way to ask for it again. */
export interface Clock {
  readonly range: TimeRange;
  readonly refresh: () => void;
}

/** @param every how often `now` moves on, such as `30s`; empty for never */
export function useClock(from: string, to: string, every: string): Clock {
  const [tick, setTick] = useState(0);
  const refresh = useCallback(() => setTick((before) => before + 1), []);
  useEffect(() => {
    if (!every) return undefined;
    const timer = setInterval(() => document.visibilityState === "visible" && refresh(), rangeUtil.intervalToMs(every));
    return () => clearInterval(timer);
  }, [every, refresh]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each tick reads the clock again.
  const range = useMemo(() => rangeUtil.convertRawToRange({ from: moment(from), to: moment(to) }), [from, to, tick]);
  return { range, refresh };
}

/** An address holds either Grafana's words, such as `now-6h`, or milliseconds. */
const moment = (text: string): RawTimeRange["from"] => (/^\d+$/.test(text) ? dateTime(Number(text)) : text);

/** How a time range is written into an address. */
export const written = ({ raw }: Pick<TimeRange, "raw">): { from: string; to: string } => ({
  from: typeof raw.from === "string" ? raw.from : String(raw.from.valueOf()),
  to: typeof raw.to === "string" ? raw.to : String(raw.to.valueOf()),
});

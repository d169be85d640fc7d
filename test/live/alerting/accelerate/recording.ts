import type { RecordedSeries, Recording } from "../../../../simulator/recording.ts";
import type { Pace } from "./promql.ts";

/**
 * The recording in the faster world: the same samples sooner, and what they say of points in time is sooner too.
 * @param begin seconds since 1970, when it begins there
 */
export const accelerateRecording = ({ times, series }: Recording, pace: Pace, begin = 0): Recording => {
  const sooner = (time: number): number => begin + time / pace.times;
  const seriesSooner = (one: RecordedSeries): RecordedSeries =>
    pace.isTimestamp(one.name)
      ? { ...one, values: one.values.map((value) => (value === undefined ? value : sooner(value))) }
      : one;
  return { times: times.map(sooner), series: series.map(seriesSooner) };
};

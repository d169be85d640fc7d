import type { RecordedSeries, Recording } from "../../../../simulator/recording.ts";
import type { Pace } from "./promql.ts";

/**
 * The recording in accelerated time: the times of its samples and the values of timestamps are accelerated.
 * @param begin seconds since 1970, when it begins in real time
 */
export const accelerateRecording = ({ times, series }: Recording, pace: Pace, begin = 0): Recording => {
  const sooner = (time: number): number => begin + time / pace.times;
  const seriesSooner = (one: RecordedSeries): RecordedSeries =>
    pace.isTimestamp(one.name)
      ? { ...one, values: one.values.map((value) => (value === undefined ? value : sooner(value))) }
      : one;
  return { times: times.map(sooner), series: series.map(seriesSooner) };
};

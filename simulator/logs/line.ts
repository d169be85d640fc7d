import type { levels, StreamLabel } from "bigdata-monitoring";

export type Level = keyof typeof levels;

/** A line as the log pipelines of `logs/` hand it to Loki. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Its stream. */
  readonly labels: Readonly<Partial<Record<StreamLabel, string>>>;
  readonly text: string;
  /** Kept beside the line; one that is read from a file carries it in its text only. */
  readonly traceId?: string;
}

/** Something that is reported again and again. */
export interface Event {
  readonly level: Level;
  /** How often, on average. */
  readonly perSecond: number;
  /** @param draw a whole number below its argument, another one for each line */
  readonly says: (draw: Draw) => string;
}

export type Draw = (below: number) => number;

/** Who reports, and how it writes a line. */
export interface Reporter {
  readonly labels: LogLine["labels"];
  readonly write: (entry: Entry) => Pick<LogLine, "text" | "traceId">;
}

/** One occurrence of an event. */
export interface Entry {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly level: Level;
  readonly message: string;
  readonly draw: Draw;
}

/** An event as often as its rate has it, written by its reporter. */
export interface Report extends Reporter {
  readonly events: readonly Event[];
}

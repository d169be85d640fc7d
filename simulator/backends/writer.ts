import type { Moment } from "../world/tick.ts";

/** Something that the platform writes to: a database, a server, a folder. */
export interface Writer {
  /** Writes what has happened since the last moment. */
  write(moment: Moment): Promise<void>;
  close(): Promise<void>;
}

import type { Tick } from "../world/tick.ts";

/** Something that the platform writes to: a database, a server, a folder. */
export interface Writer {
  /** Writes what has happened since the last tick. */
  write(tick: Tick): Promise<void>;
  close(): Promise<void>;
}

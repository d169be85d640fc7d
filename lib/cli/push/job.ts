import type { Decision } from "../../push/decision.ts";
import { type ApplyOptions, apply, type Result, type Writer } from "./apply.ts";
import type { Plan } from "./tell.ts";

/** One kind of thing on one server: what is planned for it, and how that is carried out. */
export interface Job extends Plan {
  /** How many of these things we define. */
  readonly defined: number;
  readonly apply: (options: ApplyOptions) => Promise<Result[]>;
}

export const jobOf = <D extends Decision>(
  server: string,
  defined: number,
  decisions: readonly D[],
  writer: Writer<D>,
): Job => ({
  server,
  defined,
  decisions,
  apply: (options) => apply(decisions, writer, options),
});

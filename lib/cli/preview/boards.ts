import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Problem } from "../../model/problem.ts";

/** A problem with its line as `check` would print it. */
export interface PrintedProblem extends Pick<Problem, "file" | "path"> {
  readonly text: string;
}

/** What the page shows. The page's own copy of this shape is `Boards` in preview/page/model.ts. */
export interface Boards {
  readonly boards: readonly Dashboard[];
  readonly problems: readonly PrintedProblem[];
  readonly scrapeInterval: string;
  readonly hasLogs: boolean;
  /** Why what is saved now cannot be loaded. */
  readonly trouble?: string;
}

/**
 * What the process that loads a project tells after each save: the boards at once, then what the checks found. Either
 * takes back the trouble that was told before.
 */
export type Loaded =
  | {
      /** The uids of all boards, in order. */
      readonly uids: readonly Dashboard["uid"][];
      /** Those boards that are not as they were told before. */
      readonly boards: readonly Dashboard[];
      readonly trouble?: string;
    }
  | { readonly problems: readonly PrintedProblem[]; readonly scrapeInterval: string }
  | { readonly trouble: string };

/** What the page is sent: like `Boards`, with those boards only that it has not been sent. */
export interface BoardsUpdate extends Boards {
  /** The uids of all boards, in order. */
  readonly uids: readonly Dashboard["uid"][];
}

import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Problem } from "../../lib/problem.ts";

/** A problem with its line as `check` would print it. */
export interface ToldProblem extends Pick<Problem, "file" | "path"> {
  readonly text: string;
}

/** What the page shows. The page's own copy of this shape is `Boards` in preview/page/model.ts. */
export interface Boards {
  readonly boards: readonly Dashboard[];
  readonly problems: readonly ToldProblem[];
  readonly scrapeInterval: string;
  readonly hasLogs: boolean;
  /** Why what is saved now cannot be loaded. */
  readonly trouble?: string;
}

/** What the process that loads a project tells, in this order: boards at once, then what the checks found. */
export type Loaded =
  | { readonly boards: readonly Dashboard[] }
  | { readonly problems: readonly ToldProblem[]; readonly scrapeInterval: string }
  | { readonly trouble: string };

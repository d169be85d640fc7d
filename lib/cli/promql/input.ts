import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { emptyCatalog, type SeriesCatalog } from "../../promql/analysis/scope.ts";
import { seriesCatalogOf } from "../../promql/analysis/series-catalog.ts";
import { loadModel } from "../load.ts";
import { UserError } from "../outcome.ts";

/** Options that say what an expression may hold. */
export interface ReadOptions {
  readonly grafana?: boolean;
  readonly experimental?: boolean;
}

/** The expression of the command line, or what stdin holds. */
export async function expressionOf(argument: string | undefined, stdin: boolean): Promise<string> {
  if (argument !== undefined && stdin) throw new UserError("give the expression as an argument or on stdin, not both");
  if (argument === undefined && !stdin) throw new UserError("which expression? Give it in quotes, or with --stdin");
  return argument ?? (await text(process.stdin)).trim();
}

/** What a project's exporters expose and its rules record; without a project, nothing is known. */
export async function catalogFrom(project: string | undefined): Promise<SeriesCatalog> {
  return project === undefined ? emptyCatalog : seriesCatalogOf(await loadModel(resolve(project)));
}

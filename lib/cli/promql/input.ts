import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { seriesCatalogOf } from "../../promql/analysis/series-catalog.ts";
import { emptyCatalog, type SeriesCatalog } from "../../promql/analysis/type-info.ts";
import { loadModel } from "../load.ts";
import { UserError } from "../outcome.ts";

/** Options for the syntax that an expression may use. */
export interface ReadOptions {
  readonly grafana?: boolean;
  readonly experimental?: boolean;
}

/** The expression from the command line or from stdin. */
export async function expressionOf(argument: string | undefined, stdin: boolean): Promise<string> {
  if (argument !== undefined && stdin) throw new UserError("give the expression as an argument or on stdin, not both");
  if (argument === undefined && !stdin) throw new UserError("which expression? Give it in quotes, or with --stdin");
  return argument ?? (await text(process.stdin)).trim();
}

/** The series of a project's catalogs and recording rules; an empty catalog without a project. */
export async function catalogFrom(project: string | undefined): Promise<SeriesCatalog> {
  return project === undefined ? emptyCatalog : seriesCatalogOf(await loadModel(resolve(project)));
}

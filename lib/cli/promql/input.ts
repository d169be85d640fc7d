import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { type Catalogue, emptyCatalogue } from "../../promql/analysis/catalogue.ts";
import { catalogueOf } from "../../promql/analysis/of-model.ts";
import { loadModel } from "../load.ts";
import { Trouble } from "../outcome.ts";

/** Options that say what an expression may hold. */
export interface ReadOptions {
  readonly grafana?: boolean;
  readonly experimental?: boolean;
}

/** The expression of the command line, or what stdin holds. */
export async function expressionOf(argument: string | undefined, stdin: boolean): Promise<string> {
  if (argument !== undefined && stdin) throw new Trouble("give the expression as an argument or on stdin, not both");
  if (argument === undefined && !stdin) throw new Trouble("which expression? Give it in quotes, or with --stdin");
  return argument ?? (await text(process.stdin)).trim();
}

/** What a project's exporters expose and its rules record; without a project, nothing is known. */
export async function catalogueFrom(project: string | undefined): Promise<Catalogue> {
  return project === undefined ? emptyCatalogue : catalogueOf(await loadModel(resolve(project)));
}

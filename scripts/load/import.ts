import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Trouble } from "../outcome.ts";
import { whileImporting } from "./unfinished.ts";

/** Whether something stands at the path. */
export const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined;

/** How a file of a project is imported. @throws Trouble */
export type Import = (root: string, file: string) => Promise<Record<string, unknown>>;

/** What a file of the project exports. @throws Trouble naming the line that cannot be imported */
export async function importFrom(root: string, file: string): Promise<Record<string, unknown>> {
  roots.add(root);
  try {
    return await whileImporting(file, () => import(pathToFileURL(join(root, file)).href));
  } catch (error) {
    throw new Trouble(failedImport(error, root, file));
  }
}

/** Waits for all of them, and tells all that went wrong, each trouble once. @throws Trouble */
export async function all<T extends readonly unknown[] | []>(
  values: T,
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  const settled = await Promise.allSettled(values);
  const reasons = settled.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  const bug = reasons.find((reason) => !(reason instanceof Trouble));
  if (bug) throw bug;
  if (reasons.length > 0) throw new Trouble([...new Set(reasons.map(({ message }) => message))].join("\n"));
  return Promise.all(values);
}

/** The project's line and the reason, without the stack: what stands at that line is what has to be mended. */
function failedImport(error: unknown, root: string, file: string): string {
  if (!(error instanceof Error)) return `${file}: cannot be imported: ${error}`;
  const local = (text: string): string => text.replaceAll(`file://${root}/`, "").replaceAll(`${root}/`, "");
  const message = local(error.message);
  const syntax = message.match(/^Transform failed with \d+ errors?:\n(.*)/s);
  if (syntax?.[1]) return syntax[1];
  if (message.startsWith("Cannot require()")) return `${file}: is no ES module — say "type": "module" in package.json`;
  return `${lineIn(local(error.stack ?? "")) ?? file}: cannot be imported: ${message}`;
}

/** The first line of the project in a stack; frames from this module on are ours, should the project be our own. */
function lineIn(stack: string): string | undefined {
  const [theirs = ""] = stack.split(/\n.*\bimportFrom\b/);
  return theirs.match(/(?:^|\()((?!node_modules)\w[\w./-]*\.[jt]s:\d+)/m)?.[1];
}

const roots = new Set<string>();

/** The first line of a stack that is of a project whose files were imported. */
export function placeIn(stack: string): string | undefined {
  const lines = stack.split("\n").filter((line) => !line.includes("node_modules"));
  for (const root of roots)
    for (const line of lines) {
      const [, place] = line.match(/(?:file:\/\/)?(\/[^()\s]+:\d+):\d+\)?$/) ?? [];
      if (place?.startsWith(`${root}/`) && !isMachinery(root, place)) return place.slice(root.length + 1);
    }
  return undefined;
}

/** A checkout holds the machinery beside the definitions. */
const isMachinery = (root: string, place: string): boolean =>
  /^(?:scripts|lib|bin)\//.test(place.slice(root.length + 1));

import { stat } from "node:fs/promises";
import { UserError } from "../outcome.ts";

/** Whether something stands at the path. */
export const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined;

/** How a file of a project is imported. @throws UserError */
export type Import = (root: string, file: string) => Promise<Record<string, unknown>>;

/** Waits for all of them, and reports every user error, each once. @throws UserError */
export async function all<T extends readonly unknown[] | []>(
  values: T,
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  const settled = await Promise.allSettled(values);
  const reasons = settled.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  const bug = reasons.find((reason) => !(reason instanceof UserError));
  if (bug) throw bug;
  if (reasons.length > 0) throw new UserError([...new Set(reasons.map(({ message }) => message))].join("\n"));
  return Promise.all(values);
}

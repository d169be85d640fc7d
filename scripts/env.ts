import { delimiter } from "node:path";

/** The folders of PATH, in the order in which a shell searches them. */
export function searchPath(): string[] {
  return (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
}

/** Our own environment with variables added, for a program that we start. */
export function environmentWith(added: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...added };
}

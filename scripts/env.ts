import { delimiter } from "node:path";

/** The folders of PATH, in the order in which a shell searches them. */
export function searchPath(): string[] {
  return (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
}

import { chown } from "node:fs/promises";
import { run } from "../../lib/cli/programs/programs.ts";
import type { CommandLine } from "./process.ts";

/** Runs programs that refuse to be run by root as somebody else. */
export interface Unprivileged {
  /** The command line that starts the program as that user. */
  as(command: CommandLine): CommandLine;
  /** Gives a folder to that user. */
  own(folder: string): Promise<void>;
}

/** Whoever runs us, unless that is root: then `nobody`. */
export async function unprivileged(): Promise<Unprivileged> {
  if (process.getuid?.() !== 0) return { as: (command) => command, own: async () => {} };
  const [user, group] = [await id("-u"), await id("-g")];
  return { as: (command) => [...become(user, group), ...command], own: (folder) => chown(folder, user, group) };
}

async function id(which: "-u" | "-g"): Promise<number> {
  return Number((await run("id", which, "nobody")).stdout);
}

/** Root's home is closed to others, and our programs may lie below it: so the user keeps the right to read any file. */
function become(user: number, group: number): CommandLine {
  const right = "+dac_override";
  const identity = [`--reuid=${user}`, `--regid=${group}`, "--clear-groups"];
  // Without the last, the right would not count where a program asks beforehand what it may do.
  const rights = [`--inh-caps=${right}`, `--ambient-caps=${right}`, "--securebits=+no_setuid_fixup"];
  return ["setpriv", ...identity, ...rights, "--"];
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
/** The shell's own measure includes the processes that a command starts, such as esbuild's. */
const timed = 'exec 3>&2; { time "$@" >/dev/null 2>&3; } 3>/dev/null';

async function milliseconds(command: readonly string[], cwd: string, format: "%3U" | "%3R"): Promise<number> {
  const { stderr } = await run("bash", ["-c", `TIMEFORMAT=${format}; ${timed}`, "bash", ...command], { cwd });
  return Number(stderr.trim()) * 1000;
}

/** Processor time in user mode that a command and its processes take, in milliseconds. Another load changes it little. */
export const userMilliseconds = (command: readonly string[], cwd: string): Promise<number> =>
  milliseconds(command, cwd, "%3U");

/** Time from the start of a command to its end, in milliseconds. Another load makes it longer. */
export const wallMilliseconds = (command: readonly string[], cwd: string): Promise<number> =>
  milliseconds(command, cwd, "%3R");

/** The least time of each command. They take turns, so that a drift of the machine's speed affects all. */
export async function leastOfEach<Name extends string>(
  rounds: number,
  commands: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(commands) as Name[];
  const least = Object.fromEntries(names.map((name) => [name, Number.POSITIVE_INFINITY])) as Record<Name, number>;
  for (let round = 0; round < rounds; round++)
    for (const name of names) least[name] = Math.min(least[name], await commands[name]());
  return least;
}

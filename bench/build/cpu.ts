import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
/** The shell's own measure includes the processes that a command starts, such as esbuild's. */
const timed = 'TIMEFORMAT=%3U; exec 3>&2; { time "$@" >/dev/null 2>&3; } 3>/dev/null';

/** Processor time in user mode that a command and its processes take, in milliseconds. Another load changes it little. */
export async function userMilliseconds(command: readonly string[], cwd: string): Promise<number> {
  const { stderr } = await run("bash", ["-c", timed, "bash", ...command], { cwd });
  return Number(stderr.trim()) * 1000;
}

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

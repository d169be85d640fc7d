import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execFileAsync = promisify(execFile);

/**
 * Runs a program to its end and returns what it printed.
 * @throws Error with the command and its stderr when it cannot start or does not exit with 0.
 */
export async function run(command: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return await execFileAsync(command, args, { maxBuffer: 64 * 1024 * 1024 });
}

/** Like {@link run}, for a question that may go unanswered: undefined when the program fails or does not exist. */
export async function ask(command: string, ...args: string[]): Promise<string | undefined> {
  const answer = await run(command, ...args).catch(() => undefined);
  return answer && answer.stdout + answer.stderr;
}

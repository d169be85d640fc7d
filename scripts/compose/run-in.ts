import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs a program with an environment. @returns its stdout @throws Error with its output when it fails */
export async function runIn(env: NodeJS.ProcessEnv, command: string, ...args: string[]): Promise<string> {
  const options = { env, maxBuffer: 64 * 1024 * 1024 };
  return (await promisify(execFile)(command, args, options)).stdout;
}

import { writeSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { projectLine } from "./load/places.ts";

/** What a command's exit code says. */
export const exitCodes = { ok: 0, problems: 1, error: 2, partial: 4 } as const;

/** An error that the user can fix. Only its message is shown: it says where, what, and how to fix it. */
export class UserError extends Error {
  constructor(message: string) {
    super(fitToShow(message));
  }
}

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => fitToShow(error instanceof Error ? error.message : String(error));

/** User and password of an address. */
const credentials = /(\w:\/\/)[^\s/?#@]*(?:@[^\s/?#@]*)*@/g;
/** With these a server's text could rewrite what a terminal shows, or show it in another order. */
const control = /(?![\n\t])[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text from anywhere as it may be printed: without credentials in addresses, and without a terminal's commands. */
export const fitToShow = (text: string): string => text.replace(credentials, "$1***@").replace(control, "\ufffd");

/** Node's exit code where the program waits for a promise that nothing will settle. */
const unsettled = 13;

/** What a shell reports of a program that wrote to a pipe whose reader had gone, as in `check --list | head -1`. */
const outputClosed = 141;

/** The reader of the output wants no more: nobody can read an error either. */
function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(outputClosed);
}

/**
 * Runs a command so that it cannot end with success before it has finished: when something exits in between, or fails
 * while nobody waits for it, the process ends with 2 and says why.
 */
export async function untilFinished(command: () => Promise<number>): Promise<number> {
  const report = (text: string) => writeSync(process.stderr.fd, fitToShow(`${text}\n`));
  const onExit = (code: number) => {
    if (code === outputClosed) return;
    if (code === 0 || code === unsettled)
      report("the command did not finish: a definition or a package ended the process");
    process.exitCode = exitCodes.error;
  };
  const onError = (error: unknown) => {
    const line = projectLine(error);
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    report(line ? `${line}: failed, and nothing handled the error: ${messageOf(error)}` : stack);
    process.exit(exitCodes.error);
  };
  for (const output of [process.stdout, process.stderr])
    if (!output.listeners("error").includes(onOutputError)) output.on("error", onOutputError);
  process.on("exit", onExit).on("unhandledRejection", onError).on("uncaughtException", onError);
  const code = await command();
  // Node reports a rejection that nothing waits for at the end of this turn.
  await nextTurn();
  process.off("exit", onExit).off("unhandledRejection", onError).off("uncaughtException", onError);
  return code;
}

import { writeSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { projectLine } from "./load/places.ts";
import { exitCodes, fitToShow, messageOf } from "./outcome.ts";

/** Node's exit code where the program waits for a promise that nothing will settle. */
const unsettled = 13;

/**
 * Runs a command so that it cannot end with success before it has finished: when something exits in between, or fails
 * while nobody waits for it, the process ends with 2 and says why.
 */
export async function untilFinished(command: () => Promise<number>): Promise<number> {
  const report = (text: string) => writeSync(process.stderr.fd, fitToShow(`${text}\n`));
  const onExit = (code: number) => {
    if (code === 0 || code === unsettled) report("the command did not finish: something ended the process in between");
    process.exitCode = exitCodes.error;
  };
  const onError = (error: unknown) => {
    const line = projectLine(error);
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    report(line ? `${line}: failed while nothing waited for it: ${messageOf(error)}` : stack);
    process.exit(exitCodes.error);
  };
  process.on("exit", onExit).on("unhandledRejection", onError).on("uncaughtException", onError);
  const code = await command();
  // Node reports a rejection that nothing waits for at the end of this turn.
  await nextTurn();
  process.off("exit", onExit).off("unhandledRejection", onError).off("uncaughtException", onError);
  return code;
}

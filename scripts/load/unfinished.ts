import { writeSync } from "node:fs";
import { url as debuggerAddress } from "node:inspector";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { exitCodes, fitToShow, messageOf } from "../outcome.ts";

// A definition is a program: it may exit, wait for ever, fail behind our back or never give the processor back. A
// command that ends so has done nothing, and must not look as if it had.

const patienceSeconds = 30;
/** Files that are being imported. */
const underWay = new Set<string>();

/** Does the import of a file, and remembers it until it is done. */
export async function whileImporting<T>(file: string, work: () => Promise<T>): Promise<T> {
  underWay.add(file);
  try {
    return await work();
  } finally {
    underWay.delete(file);
  }
}

const files = (): string => [...underWay].sort().join(", ");

/**
 * Makes the command end with 2 and say which file it was, should it end before it is finished.
 * @param place the file and line of a project that an error comes from, where it comes from one
 * @param seconds that a file may take to be imported
 * @returns to be called when the command is finished
 */
export function expectToFinish(
  place: (error: Error) => string | undefined,
  seconds = patienceSeconds,
): () => Promise<void> {
  let told = false;
  const tell = (text: string) => {
    if (!told) writeSync(process.stderr.fd, fitToShow(`${text}\n`));
    told = true;
  };
  const onExit = (code: number) => {
    if (underWay.size > 0)
      tell(`${files()}: the import did not finish — it calls process.exit, or awaits what never comes`);
    else if (code === 0 || code === unsettled) tell("the command did not finish: something exited in between");
    process.exitCode = exitCodes.trouble;
  };
  const onError = (error: unknown) => {
    const at = error instanceof Error ? place(error) : files();
    tell(at ? `${at}: failed while nobody waited for it: ${messageOf(error)}` : describe(error));
    process.exit(exitCodes.trouble);
  };
  const timer = setInterval(() => {
    if (underWay.size === 0) return;
    tell(`${files()}: is not imported after ${seconds} s — what does it await?`);
    process.exit(exitCodes.trouble);
  }, seconds * 1000).unref();
  // Who looks at the program with a debugger stops it on purpose.
  const watcher = debuggerAddress() === undefined ? watchForEndlessLoops(seconds) : undefined;
  process.on("exit", onExit).on("unhandledRejection", onError).on("uncaughtException", onError);
  return async () => {
    // A rejection that nobody waits for is told of at the end of this turn.
    await nextTurn();
    clearInterval(timer);
    void watcher?.terminate();
    process.off("exit", onExit).off("unhandledRejection", onError).off("uncaughtException", onError);
  };
}

/** Node's exit code where the program waits for what never comes. */
const unsettled = 13;

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** A thread that looks what the main one is at, when that does not come to its events for so long. */
function watchForEndlessLoops(seconds: number): Worker {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(watching, { eval: true, workerData: { beats, seconds, home: homeOfModules } });
  worker.unref();
  setInterval(() => Atomics.add(beats, 0, 1), 500).unref();
  return worker;
}

/** Commands themselves may be long at work: what counts is a loop in another's file. */
const homeOfModules = fileURLToPath(new URL("../..", import.meta.url));

const watching = `
const { writeSync, closeSync } = require("node:fs");
const { Session } = require("node:inspector");
const { fileURLToPath } = require("node:url");
const { workerData: { beats, seconds, home } } = require("node:worker_threads");
const machinery = ["scripts/", "lib/", "build/", "node_modules/"].map((folder) => home + folder);
let [last, since] = [-1, Date.now()];
setInterval(() => {
  const now = Atomics.load(beats, 0);
  if (now !== last) [last, since] = [now, Date.now()];
  else if (Date.now() - since > seconds * 1000) { since = Infinity; look(); }
}, 250);
function look() {
  const session = new Session();
  const urls = new Map();
  session.connectToMainThread();
  session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
  session.on("Debugger.paused", ({ params: { callFrames } }) => {
    const paths = callFrames.map(({ location }) => urls.get(location.scriptId) ?? "").filter((url) => url.startsWith("file:"));
    const file = paths.map((url) => fileURLToPath(url)).find((path) => !machinery.some((folder) => path.startsWith(folder)));
    if (!file) return session.disconnect();
    writeSync(2, file + ": runs for more than " + seconds + " s without an end — look for an endless loop\\n");
    // Node would add that it waits for the debugger.
    closeSync(2);
    session.post("Debugger.evaluateOnCallFrame", { callFrameId: callFrames[0].callFrameId, expression: "process.reallyExit(2)" });
  });
  session.post("Debugger.enable");
  session.post("Debugger.pause");
}
`;

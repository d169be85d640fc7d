import { fork } from "node:child_process";
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Loaded } from "./boards.ts";

const here = fileURLToPath(import.meta.url);
const script = fileURLToPath(new URL(`./loader${extname(here)}`, import.meta.url));
const tsx = createRequire(here).resolve("tsx");
/** The folder of the `lib/` that loaders themselves run on. */
const ownFolder = realpathSync(fileURLToPath(new URL("../..", import.meta.url)));

/** So that whatever a process may gather over a day of saving stays small. */
const mostSaves = 200;
/** After it a process is taken for stuck in a definition that never ends. */
const patienceMilliseconds = 10_000;

/** What loads a project. */
export interface Loader {
  /** @param changed files and folders that may have changed, relative to the project */
  load(changed: readonly string[]): void;
  stop(): void;
}

/**
 * Loads a project in a process that stays, and in another one in its place when that one has become useless.
 * @param told first of everything, then of what changes
 */
export function startLoader(project: string, told: (loaded: Loaded) => void): Loader {
  const start = (): LoaderProcess => {
    const loader = startProcess(project, (loaded) => {
      if (loader === successor) {
        current.stop();
        [current, successor] = [loader, undefined];
      }
      told(loaded);
    });
    return loader;
  };
  let successor: LoaderProcess | undefined;
  let current = start();
  const isOwn = realpathSync(project) === ownFolder;
  const load = (changed: readonly string[]) => {
    current.load(changed);
    successor?.load(changed);
    const hasOldMachinery = isOwn && changed.some((path) => path.startsWith("lib/"));
    if (!hasOldMachinery && !(successor ?? current).isSpent()) return;
    successor?.stop();
    successor = start();
  };
  const stop = () => {
    current.stop();
    successor?.stop();
  };
  return { load, stop };
}

interface LoaderProcess extends Loader {
  /** Whether another one should take its place. */
  isSpent(): boolean;
}

function startProcess(project: string, told: (loaded: Loaded) => void): LoaderProcess {
  const child = fork(script, [project], { execArgv: ["--import", tsx] });
  let saves = 0;
  let busySince: number | undefined = performance.now();
  child.on("message", (loaded: Loaded | "idle") => {
    if (loaded === "idle") busySince = undefined;
    else told(loaded);
  });
  const onExit = (code: number | null, signal: string | null) =>
    told({
      trouble: `The process that loads the definitions has ended (${code ?? signal}); the next save starts it anew.`,
    });
  child.on("exit", onExit);
  return {
    load: (changed) => {
      saves += 1;
      busySince ??= performance.now();
      if (child.connected) child.send(changed);
    },
    isSpent: () => {
      const isStuck = busySince !== undefined && performance.now() - busySince > patienceMilliseconds;
      return isStuck || saves >= mostSaves || !child.connected;
    },
    stop: () => {
      child.off("exit", onExit);
      child.kill();
    },
  };
}

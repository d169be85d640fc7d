import { type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import { join } from "node:path";

/** Editors save in several steps: they empty a file before they write it, or replace it by another one. */
const quietMilliseconds = 10;
const leftOut = /^(?:\..*|node_modules|dist)$/;

/**
 * Watches a folder with all folders in it, except packages, builds and hidden ones. Node's recursive watch would include
 * packages, needs a watcher for every file, and does not see a file any more after it was replaced by another one, as
 * many editors and git do.
 * @param onChange gets the files and folders that changed, were added or removed: paths relative to the folder, with slashes
 */
export function watchTree(root: string, onChange: (changed: string[]) => void): { close(): void } {
  const watchers = new Map<string, FSWatcher>();
  const gather = gathered(onChange);
  const forget = (folder: string) => {
    for (const [path, watcher] of watchers) {
      if (path !== folder && !path.startsWith(`${folder}/`)) continue;
      watcher.close();
      watchers.delete(path);
    }
  };
  /** Does nothing where there is no folder, or none any more. */
  const follow = (folder: string) => {
    forget(folder);
    const place = join(root, folder);
    if (!statSync(place, { throwIfNoEntry: false })?.isDirectory()) return;
    const pathOf = (name: string) => (folder === "" ? name : `${folder}/${name}`);
    try {
      const watcher = watch(place, (event, name) => {
        if (name === null || leftOut.test(name)) return;
        gather.add(pathOf(name));
        if (event === "rename") follow(pathOf(name));
      });
      watchers.set(
        folder,
        watcher.on("error", () => forget(folder)),
      );
      for (const name of foldersIn(place)) follow(pathOf(name));
    } catch (error) {
      // The folder may have gone since it was looked at.
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
      forget(folder);
    }
  };
  follow("");
  const close = () => {
    gather.stop();
    for (const watcher of watchers.values()) watcher.close();
  };
  return { close };
}

const foldersIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !leftOut.test(entry.name))
    .map(({ name }) => name);

/** Gathers paths until none has come for `quietMilliseconds`. */
function gathered(onQuiet: (paths: string[]) => void) {
  const paths = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    onQuiet([...paths]);
    paths.clear();
  };
  const add = (path: string) => {
    paths.add(path);
    clearTimeout(timer);
    timer = setTimeout(flush, quietMilliseconds);
  };
  return { add, stop: () => clearTimeout(timer) };
}

/** Runs one at a time. However often the returned function is called during a run, it runs once more afterwards. */
export function onePending(run: () => Promise<void>): () => void {
  let isRunning = false;
  let isPending = false;
  return async function start() {
    isPending = true;
    if (isRunning) return;
    isRunning = true;
    while (isPending) {
      isPending = false;
      await run();
    }
    isRunning = false;
  };
}

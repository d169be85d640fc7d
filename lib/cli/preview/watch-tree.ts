import { type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import { join } from "node:path";

/** Editors save in bursts: a file may be emptied before it is written, or give way to another one. */
const quietMilliseconds = 10;
const leftOut = /^(?:\..*|node_modules|dist)$/;

/**
 * Watches a folder and all in it, but for packages, builds and what is hidden. Node's own way goes through packages too,
 * and takes a watcher for every file.
 * @param told the files and folders that changed, came or went, relative to the folder and parted by slashes
 */
export function watchTree(root: string, told: (changed: string[]) => void): { close(): void } {
  const watchers = new Map<string, FSWatcher>();
  const gather = gathered(told);
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

/** Gathers paths until none has come for a moment. */
function gathered(told: (paths: string[]) => void) {
  const paths = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    told([...paths]);
    paths.clear();
  };
  const add = (path: string) => {
    paths.add(path);
    clearTimeout(timer);
    timer = setTimeout(tell, quietMilliseconds);
  };
  return { add, stop: () => clearTimeout(timer) };
}

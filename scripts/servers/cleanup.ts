import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What must end with this process. `stop` waits until it has ended, `kill` does not: it runs while this process exits. */
export interface ChildResource {
  stop(): Promise<void>;
  kill(): void;
}

const registered = new Set<ChildResource>();
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Ends a resource when this process exits or is interrupted. @returns a function to call once it has ended by itself */
export function cleanUpAtExit(resource: ChildResource): () => void {
  if (registered.size === 0) watch();
  registered.add(resource);
  return () => {
    registered.delete(resource);
    if (registered.size === 0) unwatch();
  };
}

/** A temporary folder that is removed when this process exits or is interrupted, if `remove` was not called before. */
export async function temporaryFolder(name: string): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), `bigdata-monitoring-${name}-`));
  const stop = () => rm(path, { recursive: true, force: true });
  const forget = cleanUpAtExit({ stop, kill: () => rmSync(path, { recursive: true, force: true }) });
  const remove = async () => {
    await stop();
    forget();
  };
  return { path, remove };
}

function watch(): void {
  process.on("exit", killAll);
  for (const signal of signals) process.on(signal, interrupted);
}

function unwatch(): void {
  process.off("exit", killAll);
  for (const signal of signals) process.off(signal, interrupted);
}

function killAll(): void {
  for (const resource of registered) resource.kill();
}

async function interrupted(signal: NodeJS.Signals): Promise<void> {
  await Promise.allSettled([...registered].map((resource) => resource.stop()));
  // Without these listeners the signal has its default effect, unless another listener handles it.
  unwatch();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

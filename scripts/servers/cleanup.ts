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

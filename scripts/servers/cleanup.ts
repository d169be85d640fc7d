/** What must not outlive this process. `stop` may take its time, `kill` is for the moment of exit. */
export interface Mortal {
  stop(): Promise<void>;
  kill(): void;
}

const living = new Set<Mortal>();
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Ends it with this process, whether that exits or is interrupted. @returns a function to call once it has ended */
export function endWithUs(mortal: Mortal): () => void {
  if (living.size === 0) watch();
  living.add(mortal);
  return () => {
    living.delete(mortal);
    if (living.size === 0) unwatch();
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
  for (const mortal of living) mortal.kill();
}

async function interrupted(signal: NodeJS.Signals): Promise<void> {
  await Promise.allSettled([...living].map((mortal) => mortal.stop()));
  // Without our listeners the signal does what it would have done; somebody else's listener keeps the say.
  unwatch();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

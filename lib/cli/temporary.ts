import { mkdtempSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders = new Set<string>();
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Works in a temporary folder, which is removed afterwards, also when a signal ends the command before. */
export async function inTemporaryFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
  if (folders.size === 0) for (const signal of signals) process.on(signal, removeAll);
  const folder = mkdtempSync(join(tmpdir(), `bigdata-monitoring-${name}-`));
  folders.add(folder);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    folders.delete(folder);
    if (folders.size === 0) stopListening();
  }
}

function stopListening(): void {
  for (const signal of signals) process.off(signal, removeAll);
}

function removeAll(signal: NodeJS.Signals): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  // Without these listeners the signal has its default effect.
  stopListening();
  process.kill(process.pid, signal);
}

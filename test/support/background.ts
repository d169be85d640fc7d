// Test files import this if their programs compute for long. They run at a lower priority than the servers of other
// files, which must answer in time, so they need more time themselves. It applies to one file, because each file of
// `test/live` runs in a process of its own.
import { setPriority } from "node:os";
import { vi } from "vitest";

/** A third of the processor time of others: at the lowest priority, a busy machine gives nearly none. */
setPriority(5);
vi.setConfig({ testTimeout: 20 * 60_000 });

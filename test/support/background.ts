// Imported by test files whose programs compute for long. They leave the processors to the servers of other files, which
// must answer in time, and take as long as that takes. It holds for one file, because each file of `test/live` runs in a
// process of its own.
import { setPriority } from "node:os";
import { vi } from "vitest";

/** A third of the share of others: on a busy machine, the lowest priority gets nearly nothing. */
setPriority(5);
vi.setConfig({ testTimeout: 20 * 60_000 });

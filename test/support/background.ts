// Imported by test files whose programs compute for long. They leave the processors to the servers of other files, which
// must answer in time. It holds for one file, because each file of `test/live` runs in a process of its own.
import { constants, setPriority } from "node:os";

setPriority(constants.priority.PRIORITY_LOW);

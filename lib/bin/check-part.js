// A thread of `check --rules`: reads and checks some of the files with the scripts that the command runs.
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { Scripts } from "./load.js";

const scripts = new Scripts(fileURLToPath(new URL("../build/cli", import.meta.url)), "check");
const part = await scripts.load("./main.js").readPart(workerData);
parentPort.postMessage(part.outline);
const [task] = await once(parentPort, "message");
parentPort.postMessage(part.check(task));

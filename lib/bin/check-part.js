// A thread of `check --rules`: reads and checks some of the files with the scripts that the command runs.
const { join } = require("node:path");
const { parentPort, workerData } = require("node:worker_threads");
const { Scripts } = require("./load.js");

const scripts = new Scripts(join(__dirname, "../build/cli"), "check");
void scripts
  .load("./main.js")
  .readPart(workerData)
  .then((part) => {
    parentPort.once("message", (task) => parentPort.postMessage(part.check(task)));
    parentPort.postMessage(part.outline);
  });

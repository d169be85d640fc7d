const { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { Script } = require("node:vm");

const nodeRequire = require;
const importModule = (specifier) => import(specifier);
/** How each script begins: with the names of what it is passed. */
const parameters = "(function (exports, require, module, importMetaUrl, importModule) {";
const end = "compiled";

/**
 * The scripts of a bundle, each run once. What V8 compiled in an earlier run of the same command is used again: most of
 * the time to start is the time to compile. Each chunk has a hash of its contents in its name.
 */
class Scripts {
  #folder;
  #address;
  #file;
  #modules = new Map();
  #loaded = new Map();
  #build;
  #compiled;
  #isComplete;

  /** @param folder of the bundle @param command a file of compiled code is kept for each */
  constructor(folder, command) {
    const { version, arch } = process;
    this.#folder = folder;
    this.#address = pathToFileURL(folder).href;
    this.#file = join(folder, `.compiled/${command}.${version}.${arch}`);
    // Names the chunks by their contents: after another build nothing of the last one is kept.
    const { size, mtimeMs } = statSync(join(folder, "main.js"));
    this.#build = `${size} ${mtimeMs}`;
    const { isComplete, compiled } = readCompiled(this.#file, this.#build);
    this.#isComplete = isComplete;
    this.#compiled = compiled;
  }

  /** What a script exports. @param path such as `./main.js` */
  load(path) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const known = this.#modules.get(name);
    if (known) return known.exports;
    const module = { exports: {} };
    this.#modules.set(name, module);
    const place = name === "main.js" ? name : `chunks/${name}`;
    const filename = join(this.#folder, place);
    const require = (wanted) => (/^\.\.?\//.test(wanted) ? this.load(wanted) : nodeRequire(wanted));
    const run = this.#compile(name, filename).runInThisContext();
    run(module.exports, require, module, `${this.#address}/${place}`, importModule);
    return module.exports;
  }

  #compile(name, filename) {
    const source = readFileSync(filename, "latin1");
    if (name === "main.js") return new Script(source, { filename });
    const cachedData = this.#compiled.get(name);
    const script = new Script(source, { filename, ...(cachedData && { cachedData }) });
    if (script.cachedDataRejected !== false) this.#isComplete = false;
    this.#loaded.set(name, script);
    return script;
  }

  /**
   * Keeps what V8 has compiled for the next run, if there is more than before. Without a place for it, all works too.
   * @param isWhole whether the command did all of its work, so that it ran most of its functions
   */
  keepCompiled(isWhole) {
    if (this.#isComplete) return;
    const all = new Map(this.#compiled);
    for (const [name, script] of this.#loaded) all.set(name, script.createCachedData());
    const index = JSON.stringify([this.#build, isWhole, ...[...all].map(([name, { length }]) => [name, length])]);
    const draft = `${this.#file}.${process.pid}.draft`;
    try {
      mkdirSync(join(this.#folder, ".compiled"), { recursive: true });
      writeFileSync(draft, Buffer.concat([Buffer.from(`${index}\n`), ...all.values(), Buffer.from(end)]));
      renameSync(draft, this.#file);
    } catch {
      try {
        rmSync(draft, { force: true });
      } catch {}
    }
  }
}

/** Code by the name of its script; none where there is no file, only a part of one, or one of another build. */
function readCompiled(file, build) {
  const compiled = new Map();
  let data;
  try {
    data = readFileSync(file);
  } catch {
    return { isComplete: false, compiled };
  }
  if (data.subarray(-end.length).toString("latin1") !== end) return { isComplete: false, compiled };
  let at = data.indexOf("\n") + 1;
  const [madeFrom, isComplete, ...index] = JSON.parse(data.subarray(0, at).toString("latin1"));
  if (madeFrom !== build) return { isComplete: false, compiled };
  for (const [name, length] of index) {
    compiled.set(name, data.subarray(at, at + length));
    at += length;
  }
  return { isComplete, compiled };
}

module.exports = { parameters, Scripts };

/** A thread of `check --rules`: reads and checks some of the files with the scripts that the command runs. */
async function checkPart() {
  const { parentPort, workerData } = require("node:worker_threads");
  const scripts = new Scripts(join(__dirname, "../build/cli"), "check");
  const part = await scripts.load("./main.js").readPart(workerData);
  parentPort.once("message", (task) => parentPort.postMessage(part.check(task)));
  parentPort.postMessage(part.outline);
}

if (require.main === module) void checkPart();

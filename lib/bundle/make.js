import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, transform, version } from "esbuild";
import { parameters } from "../bin/load.js";
import { describe, out, root, stamp } from "./fresh.cjs";

// Makes build/ from this package's sources: the entry points as ECMAScript modules, and the CLI as scripts with the
// packages that it uses in them, so that a command starts in a fraction of the time that hundreds of modules need.

const require = createRequire(import.meta.url);
/** Chunks of earlier builds stay for a while: a running command may still load one of them. */
const keepMilliseconds = 3_600_000;
/** These start programs of their own or load their parts late: Node imports them from their folders. */
const notBundled = ["esbuild", "undici"];

export async function makeAll() {
  const start = Date.now();
  const inputs = new Set(["package.json", "tsconfig.json", "../tsconfig.json", ...exportedFolders()]);
  const makers = ["bin/load.js", ...readdirSync(join(root, "bundle")).map((file) => `bundle/${file}`)];
  for (const file of makers) inputs.add(file);
  const [ofCommandLine] = await Promise.all([makeCli(inputs), makeModules(inputs)]);
  const ofStart = new Set([...makers, ...ofCommandLine]);
  const packages = [...new Set([...inputs].flatMap((input) => packageOf(input) ?? []))];
  // A package of this name in this folder would be used in place of the one that was.
  for (const name of packages) inputs.add(`node_modules/${name}`);
  const lines = (files) => files.sort().map((input) => lineOf(input, start));
  const [first, others] = [[...ofStart], [...inputs].filter((input) => !ofStart.has(input))];
  write(stamp, [...lines(first), "", ...lines(others)].join("\n"));
}

/** A file that changed while it was read may differ from what was read: nothing is equal to its line. */
function lineOf(input, start) {
  const { mtimeMs = 0, ctimeMs = 0 } = statSync(join(root, input), { throwIfNoEntry: false }) ?? {};
  return Math.max(mtimeMs, ctimeMs) >= start && !input.includes("node_modules/")
    ? `changed\t${input}`
    : describe(input);
}

const entryPoints = () => Object.values(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).exports);

/** Folders whose files are entry points by their names. */
const exportedFolders = () =>
  entryPoints().flatMap(({ source }) => (source.includes("*") ? [source.slice(2, source.indexOf("/*"))] : []));

/** Every entry point of package.json, by the path that it is built to. `*` stands for each file of its folder. */
function exportedFiles() {
  const entries = entryPoints().flatMap(({ source, default: built }) => {
    const [folder, end] = source.split("*");
    const names = end === undefined ? [""] : readdirSync(join(root, folder)).map((file) => file.slice(0, -end.length));
    return names.map((name) => [built, source].map((path) => path.replace("*", name)));
  });
  return Object.fromEntries(
    entries.map(([built, source]) => [built.replace(/^\.\/build\/|\.js$/g, ""), source.slice(2)]),
  );
}

const shared = (inputs) => ({
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  plugins: [compiledSchemas(inputs)],
  chunkNames: "chunks/[name]-[hash]",
  metafile: true,
  write: false,
  logLevel: "warning",
});

async function makeModules(inputs) {
  const { outputFiles, metafile } = await build({
    ...shared(inputs),
    entryPoints: exportedFiles(),
    outdir: out,
    packages: "external",
    sourcemap: "linked",
    sourcesContent: false,
  });
  addInputs(inputs, metafile);
  writeAll(outputFiles, out);
}

/** Scripts load faster than modules, but only modules can be split: each part becomes a script afterwards. */
/** @returns the files of the scripts that the program starts with, before it loads a command */
async function makeCli(inputs) {
  const outdir = join(out, "cli");
  const modules = await build({
    ...shared(inputs),
    entryPoints: { main: "cli/main.ts" },
    plugins: [compiledSchemas(inputs), lateChildProcess],
    outdir,
    external: notBundled,
    // A parameter of each script: see bin/load.js.
    define: { "import.meta.url": "importMetaUrl" },
    // A comment on a licence would be in every chunk: LICENSES.txt has all of them.
    legalComments: "none",
  });
  addInputs(inputs, modules.metafile);
  const scripts = await Promise.all(modules.outputFiles.map(asScript));
  const packages = Object.keys(modules.metafile.inputs).flatMap((file) => packageOf(file) ?? []);
  writeAll(scripts, outdir);
  write(
    join(outdir, "LICENSES.txt"),
    licencesOf([...new Set(packages)], (name) => folderOf(name, modules.metafile)),
  );
  return new Set(startOf(modules.metafile, "build/cli/main.js").filter((input) => inputs.has(input)));
}

/** The files of an output and of all that it imports at once. */
function startOf({ outputs }, output, seen = new Set()) {
  if (seen.has(output) || !outputs[output]) return [];
  seen.add(output);
  const { inputs, imports } = outputs[output];
  const next = imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path);
  return [...Object.keys(inputs), ...next.flatMap((path) => startOf({ outputs }, path, seen))];
}

/** A function of what `bin/load.js` passes, without comments and white space, in ASCII: other text has to be decoded. */
async function asScript({ path, text }) {
  const { code } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: "node20",
    supported: { "dynamic-import": false },
    minifyWhitespace: true,
    charset: "ascii",
  });
  // esbuild escapes all but what stands in regular expressions, where the same escape is read.
  const ascii = code.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return { path, contents: `${parameters}${ascii}\n})` };
}

/** The package that a file is part of; undefined for our own files. */
const packageOf = (file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];

/** The licences of packages of which the CLI contains a part, as those demand. */
const licencesOf = (packages, folderOf) =>
  packages
    .sort()
    .map((name) => {
      const folder = folderOf(name);
      const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file));
      // One package comes without the text of its licence, which is also ours.
      const isOurs = files.length === 0 && license === "Apache-2.0";
      const texts = (isOurs ? [join(root, "LICENSE")] : files.map((file) => join(folder, file))).map((file) =>
        readFileSync(file, "utf8").trim(),
      );
      if (texts.length === 0) throw new Error(`${folder}: no file with its licence`);
      return `${name} ${version} (${license})\n\n${texts.join("\n\n")}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);

function folderOf(name, { inputs }) {
  const file = Object.keys(inputs).find((input) => packageOf(input) === name) ?? "";
  return join(root, file.slice(0, file.lastIndexOf(`node_modules/${name}/`)), "node_modules", name);
}

/** Files that a build was made of; others are made of some of these. */
function addInputs(inputs, { inputs: read }) {
  for (const input of Object.keys(read)) if (!/^[a-z-]+:/.test(input)) inputs.add(input);
}

/** Another process never reads half a file. */
function write(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.draft`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}

/** Entry points are written last: they name the chunks. */
function writeAll(files, folder) {
  const isChunk = ({ path }) => Number(path.includes("/chunks/"));
  for (const { path, contents } of files.sort((a, b) => isChunk(b) - isChunk(a))) write(path, contents);
  const written = new Set(files.map(({ path }) => path));
  const chunks = join(folder, "chunks");
  for (const path of readdirSync(chunks).map((name) => join(chunks, name)))
    if (!written.has(path) && Date.now() - statSync(path).mtimeMs > keepMilliseconds) rmSync(path, { force: true });
}

function declarations() {
  const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.json")], { stdio: "inherit" });
}

/**
 * commander loads node:child_process for commands that are programs of their own. It has none of them here, and without that
 * module `--help` takes a quarter less than it would.
 */
const lateChildProcess = {
  name: "late-child-process",
  setup({ onLoad }) {
    const [now, late] = [
      "require('node:child_process')",
      "{ spawn: (...args) => require('node:child_process').spawn(...args) }",
    ];
    onLoad({ filter: /\/commander\/lib\/command\.js$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      if (!source.includes(now)) throw new Error(`${path}: no ${now} any more`);
      return { contents: source.replace(now, late) };
    });
  },
};

const { version: ajv } = require("ajv/package.json");

/**
 * Takes compiled validators in place of the modules that compile schemas in every run.
 * @param inputs what they are made of is added here
 */
const compiledSchemas = (inputs) => ({
  name: "compiled-schemas",
  setup({ onResolve, onLoad }) {
    const namespace = "virtual:compiled-schemas";
    onResolve({ filter: /\/validators(?:-\w+)?\.ts$/ }, ({ path }) => ({
      path: `${basename(path, ".ts")}.cjs`,
      namespace,
    }));
    onResolve({ filter: /^ajv\/dist\/runtime\// }, ({ path }) => ({ path: require.resolve(path) }));
    onLoad({ filter: /.*/, namespace }, async ({ path }) => ({
      contents: await compiled(basename(path, ".cjs"), inputs),
      resolveDir: root,
    }));
  },
});

/** To compile the schemas takes more time than all else here: done again only where what compiles them has changed. */
async function compiled(name, inputs) {
  const made = await build({
    absWorkingDir: root,
    entryPoints: ["schemas/compile.ts"],
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    banner: { js: `// esbuild ${version}, ajv ${ajv}` },
    metafile: true,
    write: false,
  });
  for (const input of Object.keys(made.metafile.inputs)) inputs.add(input);
  const [{ text }] = made.outputFiles;
  const compiler = join(out, `.cache/schemas-${createHash("sha256").update(text).digest("hex").slice(0, 16)}`);
  const file = `${compiler}-${name}.js`;
  if (existsSync(file)) return readFileSync(file, "utf8");
  write(`${compiler}.mjs`, text);
  const { compiledModules } = await import(pathToFileURL(`${compiler}.mjs`).href);
  const { code } = await transform(compiledModules[name](), { minify: true });
  write(file, code);
  return code;
}

// For publishing: everything again, with declarations.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  rmSync(out, { recursive: true, force: true });
  await makeAll();
  rmSync(stamp);
  if (process.argv.includes("--types")) declarations();
}

// Makes build/ from this package's sources: the CLI and the entry points, bundled, so that a command starts in a
// fraction of the time that hundreds of modules need. In a checkout the CLI calls it whenever a source has changed.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const root = dirname(fileURLToPath(import.meta.url));
const out = join(root, "build");
const stamp = join(out, "sources.json");
const entryPoints = { main: "cli/main.ts", ...exportedFiles() };
/** Chunks of earlier builds stay for a while: a running command may still load one of them. */
const keepMilliseconds = 3_600_000;

/** Every entry point of package.json, by the path that it is built to. `*` stands for each file of its folder. */
function exportedFiles() {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const entries = Object.values(exports).flatMap(({ source, default: built }) => {
    const [folder, end] = source.split("*");
    const names = end === undefined ? [""] : readdirSync(join(root, folder)).map((file) => file.slice(0, -end.length));
    return names.map((name) => [built, source].map((path) => path.replace("*", name)));
  });
  return Object.fromEntries(
    entries.map(([built, source]) => [built.replace(/^\.\/build\/|\.js$/g, ""), source.slice(2)]),
  );
}

/** Builds unless build/ was made from the sources as they are now. */
export async function refresh() {
  const sources = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) return;
  await bundle();
  write(stamp, sources);
}

/** Path, size and time of change of every file that a bundle is made of. */
function fingerprint() {
  const files = [];
  const visit = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory()) {
        if (!["build", "node_modules", "page", "test"].includes(path)) visit(path);
      } else if (/\.(?:ts|js|json)$/.test(path)) {
        const { mtimeMs, size } = statSync(join(root, path));
        files.push(`${path} ${size} ${mtimeMs}`);
      }
    }
  };
  visit("");
  return files.join("\n");
}

async function bundle() {
  const { build } = await import("esbuild");
  const made = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: out,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    plugins: [compiledSchemas],
    chunkNames: "chunks/[name]-[hash]",
    sourcemap: "linked",
    sourcesContent: false,
    write: false,
    logLevel: "warning",
  });
  // Entry points are written last: they name the chunks.
  const files = made.outputFiles.sort(
    (a, b) => Number(b.path.includes("/chunks/")) - Number(a.path.includes("/chunks/")),
  );
  for (const { path, contents } of files) write(path, contents);
  const written = new Set(files.map(({ path }) => path));
  for (const name of readdirSync(join(out, "chunks"))) {
    const path = join(out, "chunks", name);
    if (!written.has(path) && Date.now() - statSync(path).mtimeMs > keepMilliseconds) rmSync(path, { force: true });
  }
}

/** Takes compiled validators in place of the modules that compile schemas in every run. */
const compiledSchemas = {
  name: "compiled-schemas",
  setup({ onResolve, onLoad }) {
    const namespace = "compiled-schemas";
    onResolve({ filter: /\/validators(?:-\w+)?\.ts$/ }, ({ path }) => ({
      path: `${basename(path, ".ts")}.cjs`,
      namespace,
    }));
    onResolve({ filter: /^ajv\/dist\/runtime\// }, ({ path }) => ({ path: require.resolve(path) }));
    onLoad({ filter: /.*/, namespace }, async ({ path }) => ({
      contents: await compiled(basename(path, ".cjs")),
      resolveDir: root,
    }));
  },
};

/** To compile the schemas takes more time than all else here: done again only where what compiles them has changed. */
async function compiled(name) {
  const { build, transform, version } = await import("esbuild");
  const made = await build({
    absWorkingDir: root,
    entryPoints: ["schemas/standalone.ts"],
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    banner: { js: `// esbuild ${version}, ajv ${versionOf("ajv")}` },
    write: false,
  });
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

const versionOf = (name) => JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8")).version;

/** Another process never reads half a file. */
function write(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.draft`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}

function declarations() {
  const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.json")], { stdio: "inherit" });
}

// For publishing: everything again, with declarations.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  rmSync(out, { recursive: true, force: true });
  await bundle();
  if (process.argv.includes("--types")) declarations();
}

// Bundles an exporter for its image: `node bundle.js FOLDER OUT` writes OUT/main.mjs, OUT/datasets.mjs if the folder has
// datasets, and OUT/LICENSES.txt with the licences of everything in them.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;

/** CommonJS packages call `require`, which ECMAScript modules do not have. */
const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

async function bundle(folder, out) {
  const entryPoints = ["main.ts", "datasets.ts"].map((file) => join(here, folder, file)).filter(existsSync);
  const { metafile } = await build({
    entryPoints,
    outdir: out,
    bundle: true,
    metafile: true,
    absWorkingDir: here,
    // The images are built without the root's tsconfig.json.
    tsconfigRaw: {},
    conditions: ["source"],
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["pg-native"],
    outExtension: { ".js": ".mjs" },
    banner: { js: banner },
    logLevel: "warning",
  });
  writeFileSync(join(out, "LICENSES.txt"), licences(packagesIn(metafile)));
}

/** Folders of the packages of which a bundle contains a part. */
function packagesIn({ outputs }) {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0),
  );
  return new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
}

function licences(packages) {
  const own = ["bigdata-monitoring-exporters", readFileSync(join(here, "../lib/LICENSE"), "utf8")];
  const others = [...packages].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(here, folder, "package.json"), "utf8"));
    return [`${name} ${version} (${license})`, licenceText(join(here, folder))];
  });
  return [own, ...others].map(([title, text]) => `${title}\n\n${text.trim()}\n`).join(`\n${"-".repeat(80)}\n\n`);
}

/** Some packages have their licence in the README. */
function licenceText(folder) {
  const files = readdirSync(folder);
  const read = (pattern) =>
    files.filter((file) => pattern.test(file)).map((file) => readFileSync(join(folder, file), "utf8"));
  const own = read(/^(licen[cs]e|copying|notice)/i);
  const texts = own.length > 0 ? own : read(/^readme/i).flatMap((readme) => licenceSection.exec(readme)?.[0] ?? []);
  if (texts.length === 0) throw new Error(`${folder}: no licence text, and none in its README`);
  return texts.join("\n");
}

const licenceSection = /^#+ *licen[cs]e[\s\S]*/im;

const [folder, out] = process.argv.slice(2);
await bundle(folder, out);

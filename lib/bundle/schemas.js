// Takes compiled validators in place of the modules that compile schemas in every run.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, transform, version } from "esbuild";
import { out, root, write } from "./files.js";

const require = createRequire(import.meta.url);
const { version: ajv } = require("ajv/package.json");

/** @param inputs what they are made of is added here */
export const compiledSchemas = (inputs) => ({
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
    entryPoints: ["schemas/standalone.ts"],
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

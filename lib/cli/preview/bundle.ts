import { createRequire, SourceMap } from "node:module";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import { type BuildFailure, build, type Message } from "esbuild";
import { messageOf, Trouble } from "../outcome.ts";

/** Files of a project, with all that they import of it, as one script of its own: it shares no state with another. */
export interface Bundle {
  /** Whether a file or folder that has changed is part of it. Paths are relative to the project. */
  contains(changed: string): boolean;
  /** What a file exports; it runs when it is asked for first. @throws Trouble naming the line that failed */
  load(file: string): Promise<Record<string, unknown>>;
}

/** What a script is called in the stacks of its errors. */
const scriptName = "preview-bundle.js";
const framePattern = new RegExp(`${scriptName}:(\\d+):(\\d+)`);

type Loaders = Readonly<Record<string, () => Promise<Record<string, unknown>>>>;

/** Reads files of a project as they are saved now. Packages are taken as they are. @throws Trouble naming every mistake */
export async function bundle(root: string, files: readonly string[]): Promise<Bundle> {
  const { code, map, inputs } = await script(root, files);
  const module = { exports: {} as { files?: Loaders } };
  const run = compileFunction(code, ["require", "module"], { filename: scriptName });
  run(createRequire(join(root, "stack.ts")), module);
  return {
    contains: (changed) => inputs.some((input) => input === changed || input.startsWith(`${changed}/`)),
    load: async (file) => {
      try {
        return (await module.exports.files?.[file]?.()) ?? {};
      } catch (error) {
        const reason = messageOf(error).replace(/\nRequire stack:.*/s, "");
        throw new Trouble(`${lineOf(error, map) ?? file}: cannot be imported: ${reason}`);
      }
    },
  };
}

async function script(root: string, files: readonly string[]) {
  const loaders = files.map((file) => `${JSON.stringify(file)}: () => import(${JSON.stringify(`./${file}`)})`);
  const made = await build({
    stdin: { contents: `export const files = { ${loaders.join(", ")} };`, resolveDir: root, sourcefile: "files" },
    absWorkingDir: root,
    bundle: true,
    packages: "external",
    platform: "node",
    target: `node${process.versions.node}`,
    format: "cjs",
    write: false,
    outfile: "bundle.js",
    metafile: true,
    sourcemap: "external",
    sourcesContent: false,
    logLevel: "silent",
    // A warning by default, for an object that is empty.
    logOverride: { "empty-import-meta": "error" },
  }).catch((failure: BuildFailure) => {
    throw new Trouble(failure.errors.map(told).join("\n"));
  });
  const [map = "{}", code = ""] = made.outputFiles.map(({ text }) => text);
  return { code, map, inputs: Object.keys(made.metafile.inputs) };
}

const told = ({ location, text }: Message): string =>
  location ? `${location.file}:${location.line}:${location.column}: ERROR: ${text}` : text;

/** The line of the project that an error comes from. */
function lineOf(error: unknown, map: string): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const [line, column] = stack.match(framePattern)?.slice(1).map(Number) ?? [];
  if (line === undefined || column === undefined) return undefined;
  const entry = new SourceMap(JSON.parse(map)).findEntry(line - 1, column - 1);
  return "originalSource" in entry ? `${entry.originalSource}:${entry.originalLine + 1}` : undefined;
}

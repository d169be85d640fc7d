import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { Script } from "node:vm";
import type { BuildFailure, Message } from "esbuild";
import { messageOf, UserError } from "../outcome.ts";
import { type DefinitionScript, keepScript, keptScript } from "./kept-script.ts";
import { type Modules, type PackageImport, packages } from "./packages.ts";
import { projectLine, registerScript, runDefinition } from "./places.ts";

/** Files of a project, with all that they import of it, as one script. It shares no state with another bundle. */
export interface Bundle {
  /** Whether a file or folder that has changed is part of it. Paths are relative to the project. */
  contains(changed: string): boolean;
  /** What a file exports; all files run when one is asked for first. @throws UserError naming the line that failed */
  load(file: string): Promise<Record<string, unknown>>;
  /** Keeps it for the next command, if there is a place for it. Call it when everything has been loaded. */
  keep(): void;
}

type Loaders = Readonly<Record<string, () => Record<string, unknown>>>;

/**
 * Bundles files of a project as they are saved now. Packages are imported by Node, and this library's own entry points
 * are those of the running command, so that both share their state.
 * @throws UserError naming every file that cannot be read or parsed
 */
export async function bundle(project: string, files: readonly string[]): Promise<Bundle> {
  const root = resolve(project);
  return bundleOf(root, await makeScript(root, files));
}

/** The same, without work where an earlier command has kept it and nothing has changed. @throws UserError */
export async function bundleOrKept(project: string, files: readonly string[]): Promise<Bundle> {
  const root = resolve(project);
  const start = Date.now();
  const kept = await keptScript(root, files);
  const made = kept ?? (await makeScript(root, files));
  return bundleOf(root, made, (compiled) => keepScript(root, files, made, compiled, start));
}

function bundleOf(root: string, made: DefinitionScript, keep?: (compiled: Buffer) => void): Bundle {
  const { code, map, inputs, modules, compiled } = made;
  const filename = registerScript(root, map);
  // The line that is added comes before the first one, so that lines stay those of the map.
  const script = new Script(`(function (module, modules) {\n${code}\n})`, {
    filename,
    lineOffset: -1,
    ...(compiled && { cachedData: compiled }),
  });
  const module = { exports: {} as { files?: Loaders } };
  script.runInThisContext()(module, modules);
  const { files = {} } = module.exports;
  let outcomes: Outcomes | undefined;
  return {
    contains: (changed) => inputs.some((input) => input === changed || input.startsWith(`${changed}/`)),
    load: async (file) => {
      outcomes ??= runAll(files);
      try {
        return (outcomes.get(file) ?? (() => runDefinition(() => files[file]?.() ?? {})))();
      } catch (error) {
        throw new UserError(`${projectLine(error) ?? file}: cannot be imported: ${messageOf(error)}`);
      }
    },
    keep: () => {
      if (script.cachedDataRejected !== false) keep?.(script.createCachedData());
    },
  };
}

/** What each file exported, or what it threw. */
type Outcomes = ReadonlyMap<string, () => Record<string, unknown>>;

/** Runs all files under one timer: one for each takes longer than the files. Those after an endless one are left out. */
function runAll(files: Loaders): Outcomes {
  const outcomes = new Map<string, () => Record<string, unknown>>();
  let current = "";
  const fails = (error: unknown) => {
    outcomes.set(current, () => {
      throw error;
    });
  };
  try {
    runDefinition(() => {
      for (const [file, run] of Object.entries(files)) {
        current = file;
        try {
          const exported = run();
          outcomes.set(file, () => exported);
        } catch (error) {
          fails(error);
        }
      }
    });
  } catch (error) {
    fails(error);
  }
  return outcomes;
}

async function makeScript(root: string, files: readonly string[]): Promise<DefinitionScript> {
  const { build } = await import("esbuild");
  const modules: Modules = {};
  const imports: PackageImport[] = [];
  const loaders = files.map((file) => `${JSON.stringify(file)}: () => require(${JSON.stringify(`./${file}`)})`);
  const made = await build({
    stdin: { contents: `export const files = { ${loaders.join(", ")} };`, resolveDir: root, sourcefile: "files" },
    absWorkingDir: root,
    bundle: true,
    plugins: [packages(modules, imports)],
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
    throw new UserError(failure.errors.map(messageText).join("\n"));
  });
  const [map = "{}", code = ""] = made.outputFiles.map(({ text }) => text);
  const inputs = Object.keys(made.metafile.inputs).filter((input) => input !== "files" && !/^package:/.test(input));
  return { code, map: () => map, inputs, modules, imports };
}

function messageText({ location, text }: Message): string {
  const reason = text.startsWith("Top-level await") ? "a definition is a value: top-level await is not allowed" : text;
  return location ? `${location.file}:${location.line}:${location.column}: ERROR: ${reason}` : reason;
}

/** Whether something stands at the path. */
export const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined;

/** How a file of a project is imported. @throws UserError */
export type Import = (root: string, file: string) => Promise<Record<string, unknown>>;

/** Waits for all of them, and reports every user error, each once. @throws UserError */
export async function all<T extends readonly unknown[] | []>(
  values: T,
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  const settled = await Promise.allSettled(values);
  const reasons = settled.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  const bug = reasons.find((reason) => !(reason instanceof UserError));
  if (bug) throw bug;
  if (reasons.length > 0) throw new UserError([...new Set(reasons.map(({ message }) => message))].join("\n"));
  return Promise.all(values);
}

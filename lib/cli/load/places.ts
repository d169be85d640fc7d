import { SourceMap } from "node:module";
import { resolve } from "node:path";
import { Script } from "node:vm";

/** A place in a source file; line and column begin with 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface LoadedScript {
  readonly root: string;
  readonly map: () => SourceMap;
}

/** Every script of definitions that ran, by the name that stands in a stack's frames. */
const scripts = new Map<string, LoadedScript>();

/** Registers a script that is about to run. @param map gives its source map, as JSON @returns the script's name */
export function registerScript(root: string, map: () => string): string {
  const name = `definitions-${scripts.size}.js`;
  let parsed: SourceMap | undefined;
  scripts.set(name, {
    root,
    map: () => {
      parsed ??= new SourceMap(JSON.parse(map()));
      return parsed;
    },
  });
  return name;
}

/** The place in a project's file that a place in a bundle comes from. @param script the name in a stack's frame */
export function originalPlace(script: string, line: number, column: number): Place | undefined {
  const loaded = scripts.get(script);
  if (!loaded) return undefined;
  const entry = loaded.map().findEntry(line - 1, column - 1);
  if (!("originalSource" in entry)) return undefined;
  const file = resolve(loaded.root, entry.originalSource);
  return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

/** The line of a project's file that an error comes from, such as `rules/kafka.ts:12`; undefined where none is. */
export function projectLine(error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const [, script = "", line, column] = /(definitions-\d+\.js):(\d+):(\d+)/.exec(stack) ?? [];
  const place = originalPlace(script, Number(line), Number(column));
  return place && `${place.file.replace(`${scripts.get(script)?.root}/`, "")}:${place.line}`;
}

/** Time that the definition files of a project may take to run. */
const timeoutMilliseconds = 30_000;

const key = Symbol.for("bigdata-monitoring.definition");
const callIt = new Script(`globalThis[Symbol.for(${JSON.stringify(key.description)})]()`);

/**
 * Runs a definition file, which is a program: it may end the process or loop for ever. Neither may look as if the
 * command had finished.
 * @throws Error that says which of these it did, or what the file threw
 */
export function runDefinition<T>(run: () => T): T {
  const { exit } = process;
  process.exit = () => {
    throw new Error("calls process.exit: a definition is a value, and must not end the command");
  };
  Reflect.set(globalThis, key, run);
  try {
    return callIt.runInThisContext({ timeout: timeoutMilliseconds }) as T;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT")
      throw new Error(`runs for more than ${timeoutMilliseconds / 1000} s: look for an endless loop`);
    throw error;
  } finally {
    process.exit = exit;
    Reflect.deleteProperty(globalThis, key);
  }
}

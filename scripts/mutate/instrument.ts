import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { type File, Instrumenter } from "@stryker-mutator/instrumenter";

/** A change of the code that a test should notice. */
export interface Mutant {
  readonly id: number;
  /** Path from the repository's root. */
  readonly file: string;
  /** Both begin with 1. */
  readonly line: number;
  readonly column: number;
  /** Stryker's name of the kind of change. */
  readonly kind: string;
  readonly replacement: string;
}

/** What `npm run mutate` hands to the workers of its tests. */
export interface Instrumented {
  readonly mutants: readonly Mutant[];
  /** Code by absolute path: each mutant is a branch that `__mutation.isActive` takes. */
  readonly files: Readonly<Record<string, string>>;
}

const silent = { isTraceEnabled: () => false, isDebugEnabled: () => false, isInfoEnabled: () => false };
const logger = {
  ...silent,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
  trace: () => {},
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  fatal: () => {},
};

/** Puts every mutant that Stryker knows into files. @param paths absolute */
export async function instrument(paths: readonly string[], root: string): Promise<Instrumented> {
  const sources: File[] = paths.map((name) => ({ name, mutate: true, content: readFileSync(name, "utf8") }));
  const { files, mutants } = await new Instrumenter(logger).instrument(sources, {
    excludedMutations: [],
    ignorers: [],
    plugins: null,
  });
  return {
    files: Object.fromEntries(files.map(({ name, content }) => [name, withCaches(name, withSwitch(content))])),
    mutants: mutants.map(({ id, fileName, location, mutatorName, replacement }) => ({
      id: Number(id),
      file: relative(root, fileName),
      line: location.start.line + 1,
      column: location.start.column + 1,
      kind: mutatorName,
      replacement: replacement.replaceAll(/\s+/g, " "),
    })),
  };
}

/** Stryker's own switch asks for strings, which would make the tests several times slower. */
function withSwitch(code: string): string {
  const start = code.indexOf("function stryNS_9fa48");
  const last = code.indexOf("function stryMutAct_9fa48");
  const end = code.indexOf("\n}", last) + 2;
  const header = "const { isActive: stryMutAct_9fa48, cover: stryCov_9fa48 } = globalThis.__mutation;";
  return (code.slice(0, start) + header + code.slice(end)).replaceAll(
    /\b(stry(?:MutAct|Cov)_9fa48)\(((?:"\d+"(?:, )?)+)\)/g,
    (_, name: string, ids: string) => `${name}(${ids.replaceAll('"', "")})`,
  );
}

/** The maps of this file are no caches: they remember where the project's expressions are written. */
const registry = /lib\/promql\/promql\.ts$/;

/** Maps at the top of a file are caches: the runner empties them. */
const withCaches = (name: string, code: string): string =>
  registry.test(name)
    ? code
    : code
        .replaceAll(/^(const \w+(?:: [^=]+)?) = new WeakMap(<.*>)?\(\);/gm, "$1 = __mutation.weakCache();")
        .replaceAll(/^(const \w+(?:: [^=]+)?) = new Map(<.*>)?\(\);/gm, "$1 = __mutation.cache();");

import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { parseSync } from "oxc-parser";

/** What a file imports: files of the repository by their path, packages and Node's modules by their name. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** The library's entry points: the file behind each name that crosses the wall. */
const entryPoints: Readonly<Record<string, string>> = {
  "bigdata-monitoring": "lib/index.ts",
  "bigdata-monitoring/api": "lib/api.ts",
  "bigdata-monitoring/promql": "lib/promql.ts",
  "bigdata-monitoring/testing": "lib/testing.ts",
  "bigdata-monitoring/register": "lib/model/register.ts",
};

/** Reads the imports of files, those of types and of `import()` too. @param files paths from the repository's root */
export const readImports = (files: readonly string[]): Imports =>
  new Map(files.map((file) => [file, importsIn(file, readFileSync(file, "utf8"))]));

/** @returns each import once */
export function importsIn(file: string, text: string): string[] {
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const requests = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    // The argument of import() is code: only a literal names a module.
    ...module.dynamicImports.flatMap(
      ({ moduleRequest: { start, end } }) => /^"([^"]*)"$/.exec(text.slice(start, end))?.[1] ?? [],
    ),
  ];
  return [...new Set(requests)].map((request) =>
    request.startsWith(".")
      ? normalize(join(dirname(file), request))
      : (entryPoints[request] ?? request.replace(/^bigdata-monitoring(\/catalogs\/.*)$/, "lib$1.ts")),
  );
}

import type { Imports } from "./imports.ts";

interface Wall {
  readonly name: string;
  readonly why: string;
  readonly from: RegExp;
  /** What these files must not import. */
  readonly to: RegExp;
}

const definitions = /^(?:dashboards|rules|alerting|datasources|logs|metrics)\/|^(?!vitest)[^/]+\.ts$/;

export const walls: readonly Wall[] = [
  {
    name: "library-imports-itself",
    why: "lib/ is published by itself: it imports packages and its own files only",
    from: /^lib\//,
    to: /^(?!lib\/|node:|ajv\/)(?:[^@/]+\/.*|[^/]+)\.(?:ts|tsx|js)$/,
  },
  {
    name: "package-name-crosses",
    why: "the platform uses the library by its package name, as every project does; tests, benchmarks and scripts look inside",
    from: /^(?!lib\/|test\/|scripts\/|bench\/)/,
    to: /^lib\/(?!(?:index|api|promql|testing|model\/register)\.ts$|catalogs\/)/,
  },
  {
    name: "cli-does-io",
    why: "files, network, clock, environment and processes belong in lib/cli",
    from: /^lib\/(?!cli\/|bin\/|bundle\/)/,
    to: /^node:(?!util$)|^(?:undici|esbuild|commander)$/,
  },
  {
    name: "cli-is-on-top",
    why: "the rest of the library does not import its CLI; the entry points for programs do",
    from: /^lib\/(?!cli\/|api\.ts$|testing\.ts$)/,
    to: /^lib\/cli\//,
  },
  {
    name: "definitions-are-data",
    why: "definitions import the library, metrics and facts, and do no I/O",
    from: definitions,
    to: /^(?:scripts|exporters|test|bench|preview)\/|^node:/,
  },
];

/** Every import that crosses a wall, one line each. */
export const violations = (imports: Imports): string[] =>
  [...imports].flatMap(([file, targets]) =>
    walls
      .filter(({ from }) => from.test(file))
      .flatMap(({ name, why, to }) =>
        targets.filter((target) => to.test(target)).map((target) => `${file}: imports ${target}: ${why} (${name})`),
      ),
  );

/** Every group of files that import each other, by their shortest description: the files in order. */
export function cycles(imports: Imports): string[][] {
  const indexes = new Map<string, number>();
  const lows = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): number => {
    const index = indexes.size;
    indexes.set(file, index);
    stack.push(file);
    let low = index;
    for (const target of imports.get(file) ?? []) {
      if (!imports.has(target)) continue;
      const known = indexes.get(target);
      if (known === undefined) low = Math.min(low, visit(target));
      else if (stack.includes(target)) low = Math.min(low, known);
    }
    lows.set(file, low);
    if (low !== index) return low;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1 || imports.get(file)?.includes(file)) found.push(group.sort());
    return low;
  };
  for (const file of imports.keys()) if (!indexes.has(file)) visit(file);
  return found;
}

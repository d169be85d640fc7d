import { environmentVariable } from "../../lib/cli/env.ts";

/** Where `npm run mutate` and the workers of its tests exchange files. */
export function mutationFolder(): string {
  const folder = environmentVariable("MUTATION_FOLDER");
  if (folder === undefined) throw new Error("MUTATION_FOLDER is not set: start this by npm run mutate");
  return folder;
}

/** The instrumented code and its mutants: `Instrumented` as JSON. */
export const instrumentedFile = "instrumented.json";
/** The mutants that are tried: their ids as JSON. */
export const chosenFile = "chosen.json";
/** What this run of the tests tries: {@link Pass} as JSON. */
export const passFile = "pass.json";
/** A line for each thing that a worker found: {@link Finding} as JSON. */
export const findingsFile = "findings.jsonl";

/** Quick tests try a mutant first: most are noticed by them. Times in milliseconds of the processor. */
export interface Pass {
  /** Tests that take less, and that no pass before has tried. */
  readonly toTime: number;
  /** All tests of one mutant together; those of its own folder come first. */
  readonly mostTime: number;
}

/** What a worker found of a mutant, a test that it tried, or one that fails when it runs again without any mutant. */
export type Finding =
  | { readonly killed: number; readonly by: string }
  | { readonly covered: readonly number[] }
  | { readonly loaded: readonly number[] }
  /** A test by vitest's id of it: names need not be different. */
  | { readonly tried: string }
  | { readonly notRepeatable: string };

import { type Case, junitCases } from "../../testing/cases.ts";
import { exitCodes } from "../outcome.ts";

export const formats = ["text", "json", "junit"] as const;

/** Tells cases: what failed on stderr and how many on stdout, or all of them for programs. @returns the exit code */
export function tellCases(what: string, cases: readonly Case[], format: (typeof formats)[number]): number {
  const failed = cases.filter(({ failure }) => failure);
  if (format === "json") process.stdout.write(`${JSON.stringify({ cases })}\n`);
  else if (format === "junit") process.stdout.write(junitCases(what, cases));
  else {
    for (const { group, name, failure } of failed)
      process.stderr.write(`${group} › ${name}: ${failure?.message}: ${failure?.text}\n`);
    process.stdout.write(`${cases.length} ${what}, ${failed.length} failed\n`);
  }
  return failed.length > 0 ? exitCodes.problems : exitCodes.ok;
}

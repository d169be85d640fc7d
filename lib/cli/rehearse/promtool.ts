import type { Labels } from "../../alerting/matchers.ts";
import { run } from "../programs/run.ts";
import { tool } from "../programs/tools.ts";

/** An alert as promtool prints it where a test expected something else. */
export interface PrintedAlert {
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A sample as promtool prints it there; its name is among its labels. */
export interface PrintedSample {
  readonly labels: Labels;
  readonly value: number;
}

/** Runs the tests of a file. @returns what promtool printed, whether they passed or not */
export const testOutput = async (file: string): Promise<string> =>
  run(await tool("promtool"), "test", "rules", file).then(
    ({ stdout }) => stdout,
    (failure: { stdout: string; stderr: string }) => failure.stdout + failure.stderr,
  );

/** The alerts in `got:[...]` of one failed test of alerts. */
export const printedAlerts = (text: string): PrintedAlert[] =>
  [...text.matchAll(/Labels:\{(.*)\}\n\s*Annotations:\{(.*)\}/g)].map(([, labels = "", annotations = ""]) => ({
    labels: printedStrings(labels),
    annotations: printedStrings(annotations),
  }));

/** The samples in `got:` of one failed test of an expression, where they have a name. */
export const printedSamples = (text: string): PrintedSample[] =>
  [...text.matchAll(/\{(__name__="(?:[^"\\]|\\.)*"[^\n]*?)\} ([-+]?(?:[0-9.]+E[-+][0-9]+|Inf|NaN))/g)].map(
    ([, labels = "", value = ""]) => ({
      labels: printedStrings(labels),
      value: Number(value.replace("Inf", "Infinity")),
    }),
  );

const printedStrings = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/(\w+)=("(?:[^"\\]|\\.)*")/g)].map(([, name, quoted = '""']) => [name, JSON.parse(quoted)]),
  );

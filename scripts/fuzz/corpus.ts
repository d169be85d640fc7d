import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import type { SubjectName } from "./subjects.ts";

/** A case, and the real program's verdict on it. */
export type Known = readonly [verdict: string, one: unknown];

/** Cases that the unit tests hold us to: edge cases, and every case on which we once differed. One JSON value a line. */
const file = (name: SubjectName): URL => new URL(`../../test/fixtures/fuzz/${name}.jsonl`, import.meta.url);

export const readCorpus = (name: SubjectName): Known[] =>
  readFileSync(file(name), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Known);

const lines = (cases: readonly Known[]): string => cases.map((each) => `${JSON.stringify(each)}\n`).join("");

export const writeCorpus = (name: SubjectName, cases: readonly Known[]): void =>
  writeFileSync(file(name), lines(cases));

export const addToCorpus = (name: SubjectName, cases: readonly Known[]): void =>
  appendFileSync(file(name), lines(cases));

import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { populationStabilityIndex } from "../../../exporters/common/drift.ts";
import { defineDataset, drift } from "../../../exporters/data-quality/dataset.ts";
import { evaluations } from "../../../exporters/data-quality/evaluate.ts";
import { type SqlClient, sqlClient } from "../../../exporters/data-quality/sql/dialect.ts";
import { samplesSql, startDatabase, type TestDatabase } from "./quality-databases.ts";

interface Case {
  readonly name: string;
  readonly of: "numbers" | "categories";
  readonly reference: readonly (number | string)[];
  readonly current: readonly (number | string)[];
  readonly psi: number;
  readonly ks?: number;
}

const cases: readonly Case[] = JSON.parse(
  await readFile(new URL("../../fixtures/drift/drift.json", import.meta.url), "utf8"),
);

describe.each(["postgres", "mariadb"] as const)("drift in %s", (kind) => {
  let database: TestDatabase;
  let client: SqlClient;

  beforeAll(async () => {
    database = await startDatabase(kind);
    client = sqlClient({ url: database.url, applicationName: "test", statementTimeout: 10_000 });
  });
  afterAll(async () => {
    await client.close();
    await database.stop();
  });

  async function measure(samples: Pick<Case, "of" | "reference" | "current">) {
    const column = samples.of === "numbers" ? "number" : "word";
    await database.query(samplesSql(kind, column, samples));
    const check = drift(column, { of: samples.of, time: "at", current: "1d", reference: "7d", maxPsi: 0.25 });
    const dataset = defineDataset({ name: "samples", database: "x", table: "samples", every: "5m", checks: [check] });
    const [, evaluation] = evaluations(dataset, client);
    const [measured] = (await evaluation?.run(new AbortController().signal)) ?? [];
    return { ...measured?.drift, passed: measured?.passed };
  }

  test.each(cases)("agrees with numpy and scipy: $name", async ({ psi, ks, ...samples }) => {
    const measured = await measure(samples);
    expect(measured.psi).toBeCloseTo(psi, 9);
    if (ks === undefined) expect(measured.ks).toBeUndefined();
    else expect(measured.ks).toBeCloseTo(ks, 9);
    expect(measured).toMatchObject({ reference: samples.reference.length, current: samples.current.length });
    expect(measured.passed).toBe(psi <= 0.25);
  });

  test("agrees with a naive count of every value, for random samples", async () => {
    const random = mulberry32(7);
    for (let round = 0; round < 15; round++) {
      const distinct = 1 + Math.floor(random() * 40);
      const sample = (size: number) => Array.from({ length: size }, () => Math.floor(random() * distinct) / 4);
      const samples = {
        reference: sample(1 + Math.floor(random() * 60)),
        current: sample(1 + Math.floor(random() * 60)),
      };
      const measured = await measure({ of: "numbers", ...samples });
      expect(measured.psi).toBeCloseTo(naivePsi(samples.reference, samples.current), 9);
      expect(measured.ks).toBeCloseTo(naiveKs(samples.reference, samples.current), 9);
    }
  });

  test("exposes no drift where a sample is empty", async () => {
    const measured = await measure({ of: "numbers", reference: [1, 2, 3], current: [] });
    expect(measured).toMatchObject({ psi: undefined, ks: undefined, passed: undefined });
  });
});

/** For each value the share of the reference that is not above it, by looking at each. */
function naivePsi(reference: readonly number[], current: readonly number[]): number {
  const binOf = (value: number) => {
    const notAbove = reference.filter((other) => other <= value).length;
    return Math.max(1, Math.ceil((10 * notAbove) / reference.length));
  };
  const counts = (sample: readonly number[]) =>
    Array.from({ length: 10 }, (_, i) => sample.filter((value) => binOf(value) === i + 1).length);
  return populationStabilityIndex(counts(reference), counts(current)) ?? Number.NaN;
}

function naiveKs(reference: readonly number[], current: readonly number[]): number {
  const below = (sample: readonly number[], value: number) =>
    sample.filter((other) => other <= value).length / sample.length;
  return Math.max(...[...reference, ...current].map((x) => Math.abs(below(reference, x) - below(current, x))));
}

/** A small generator of random numbers with a seed, so that a failure can be repeated. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

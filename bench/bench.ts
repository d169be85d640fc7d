/** One benchmark: what it measures, and the lines that it prints. */
export interface Benchmark {
  readonly name: string;
  /** The question that the numbers answer. */
  readonly question: string;
  /** Figures as lines of text: medians, and ratios within this run, since machines differ and are noisy. */
  readonly run: () => Promise<readonly string[]>;
}

export const defineBenchmark = (benchmark: Benchmark): Benchmark => benchmark;

/** The middle one; of an even number, the upper middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Runs both in turn, A B A B ..., so that a machine whose speed drifts slows both. @returns milliseconds of each run */
export async function inTurn(rounds: number, a: () => Promise<unknown>, b: () => Promise<unknown>) {
  const times: { a: number[]; b: number[] } = { a: [], b: [] };
  await a();
  await b();
  for (let i = 0; i < rounds; i++) {
    times.a.push(await milliseconds(a));
    times.b.push(await milliseconds(b));
  }
  return times;
}

export async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

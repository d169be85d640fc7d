/** Replaces a share of 0, which would make the index infinite. */
const floor = 0.0001;

/**
 * Population stability index of two samples counted over the same bins: the sum of (c - r) ln(c / r) over the shares.
 * 0 is no drift; 0.1 to 0.25 is moderate, more is large.
 * @returns undefined if either sample is empty
 */
export function populationStabilityIndex(reference: readonly number[], current: readonly number[]): number | undefined {
  const [inReference, inCurrent] = [sum(reference), sum(current)];
  if (inReference === 0 || inCurrent === 0) return undefined;
  return sum(
    reference.map((count, i) => {
      const r = Math.max(count / inReference, floor);
      const c = Math.max((current[i] ?? 0) / inCurrent, floor);
      return (c - r) * Math.log(c / r);
    }),
  );
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Numbers that look random and are the same for the same seed. */
export interface Noise {
  /** Varies between -1 and 1, and stays near its last value for some minutes. @param time seconds since 1970 */
  at(what: string, time: number): number;
  /** Between 0 and 1, the same whenever it is asked. */
  fixed(what: string): number;
}

/** Seconds between two points that `at` interpolates. */
const lattice = 300;

/** Value noise: random points on a lattice, and a smooth curve between them. */
export function noise(seed: number): Noise {
  const fixed = (what: string) => hash(`${seed} ${what}`) / 2 ** 32;
  const point = (what: string, index: number) => 2 * fixed(`${what} ${index}`) - 1;
  const last = new Map<string, { readonly index: number; readonly from: number; readonly to: number }>();
  return {
    fixed,
    at(what, time) {
      const index = Math.floor(time / lattice);
      let points = last.get(what);
      if (points?.index !== index) {
        points = { index, from: point(what, index), to: point(what, index + 1) };
        last.set(what, points);
      }
      const share = smooth(time / lattice - index);
      return points.from * (1 - share) + points.to * share;
    },
  };
}

const smooth = (x: number): number => x * x * (3 - 2 * x);

/** FNV-1a, with the finish of MurmurHash3, since FNV alone hardly changes with the last letter. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

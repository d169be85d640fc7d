import { longestLabel } from "../metrics/limit.ts";
import { Failure } from "./failure.ts";

/** Makes a value of what came over the wire, or fails saying where it is not what was promised. */
export type Reader<T> = (value: unknown, where: string) => T;

export const string: Reader<string> = (value, where) => {
  if (typeof value === "string") return value;
  throw unexpected(value, where, "a string");
};

/** Also takes numbers written as strings, as JSON of protocol buffers writes 64-bit integers, NaN and Infinity. */
export const number: Reader<number> = (value, where) => {
  if (typeof value === "number") return value;
  if (typeof value === "string" && (value === "NaN" || (value !== "" && !Number.isNaN(Number(value)))))
    return Number(value);
  throw unexpected(value, where, "a number");
};

/** A number that can be counted with: neither NaN nor infinite, and not below 0. */
export const amount: Reader<number> = (value, where) => {
  const found = number(value, where);
  if (Number.isFinite(found) && found >= 0) return found;
  throw unexpected(value, where, "a number from 0");
};

/** A share from 0 to 1. */
export const share: Reader<number> = (value, where) => {
  const found = amount(value, where);
  if (found <= 1) return found;
  throw unexpected(value, where, "a number from 0 to 1");
};

/** Text that may become the value of a label. */
export const labelText: Reader<string> = (value, where) => {
  const found = string(value, where);
  if (found.length <= longestLabel) return found;
  throw unexpected(value, where, `a text of at most ${longestLabel} characters`);
};

export const boolean: Reader<boolean> = (value, where) => {
  if (typeof value === "boolean") return value;
  throw unexpected(value, where, "true or false");
};

/** One of the listed words. */
export const oneOf =
  <const T extends string>(...words: readonly T[]): Reader<T> =>
  (value, where) => {
    if (words.includes(value as T)) return value as T;
    throw unexpected(value, where, `one of ${words.join(", ")}`);
  };

/** Empty where the list is left out, as JSON of protocol buffers leaves out empty lists. */
export const listOf =
  <T>(reader: Reader<T>): Reader<T[]> =>
  (value, where) => {
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw unexpected(value, where, "a list");
    return value.map((item, i) => reader(item, `${where}[${i}]`));
  };

/** A list whose good items are read and whose bad ones are left out, so that one bad row does not hold up the others. */
export interface Sifted<T> {
  readonly good: readonly T[];
  readonly bad: readonly Failure[];
}

export const siftedListOf =
  <T>(reader: Reader<T>): Reader<Sifted<T>> =>
  (value, where) => {
    const [good, bad]: [T[], Failure[]] = [[], []];
    for (const [i, item] of listOf((item) => item)(value, where).entries()) {
      try {
        good.push(reader(item, `${where}[${i}]`));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        bad.push(error);
      }
    }
    return { good, bad };
  };

export const maybe =
  <T>(reader: Reader<T>): Reader<T | undefined> =>
  (value, where) =>
    value === undefined || value === null ? undefined : reader(value, where);

/** An object with at least these fields; others are ignored, since servers may add some. */
export const object =
  <R extends Readonly<Record<string, Reader<unknown>>>>(readers: R): Reader<{ [K in keyof R]: ReturnType<R[K]> }> =>
  (value, where) => {
    if (typeof value !== "object" || value === null) throw unexpected(value, where, "an object");
    const fields = value as Record<string, unknown>;
    const entries = Object.entries(readers).map(([key, reader]) => [key, reader(fields[key], `${where}.${key}`)]);
    return Object.fromEntries(entries);
  };

export const unexpected = (value: unknown, where: string, expected: string): Failure => {
  const found = (JSON.stringify(value) ?? "nothing").slice(0, 80);
  return new Failure("unreadable", `${where}: expected ${expected}, found ${found}`);
};

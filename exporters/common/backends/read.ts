// The shapes of what backends answer, and how a value is read by its shape.
import * as z from "zod";
import { toDotPath } from "zod/v4/core";
import { maxLabelLength } from "../metrics/limit.ts";
import { Failure } from "./failure.ts";

const numberText = /^(NaN|[+-]?(Infinity|(\d+\.?\d*|\.\d+)(e[+-]?\d+)?))$/i;

/** Also takes numbers written as strings, as JSON of protocol buffers writes 64-bit integers, NaN and Infinity. */
export const number = z.preprocess(
  (value) => (typeof value === "string" && numberText.test(value) ? Number(value) : value),
  z.custom<number>((value) => typeof value === "number", "expected a number"),
);

/** Neither NaN nor infinite. */
export const finite = number.refine(Number.isFinite, "expected a finite number");

/** The greatest number that is added to a counter at once: 1e308, added twice, would make it infinite. */
export const maxAmount = 1e12;

/** A number that can be added to a counter. */
export const amount = finite.pipe(z.number().min(0).max(maxAmount));

/** From 0 to 1. */
export const ratio = finite.pipe(z.number().min(0).max(1));

/** Text that may become the value of a label. */
export const labelText = z.string().max(maxLabelLength);

/** Null counts as absent. */
export const maybe = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);

/** Items that a list may have. */
const maxItems = 50_000;

/** Any list. Empty where it is absent, as JSON of protocol buffers leaves out empty lists. */
export const list = z.array(z.unknown()).max(maxItems, `expected at most ${maxItems} items`).default([]);

/** A list of items, read up to the first bad one: zod would keep each problem, and a list may have a million. */
export const listOf = <T extends z.ZodType>(item: T) =>
  list.transform((values, { issues }) => {
    const items: z.infer<T>[] = [];
    for (const [i, value] of values.entries()) {
      const { data, error } = item.safeParse(value, { reportInput: true });
      if (error !== undefined) {
        const [{ message, path, input } = { message: "", path: [], input: value }] = error.issues;
        issues.push({ code: "custom", message, path: [i, ...path], input });
        return z.NEVER;
      }
      items.push(data);
    }
    return items;
  });

/** Reads a value. @throws Failure that names the first place where it differs from its shape, and the value there */
export function read<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const { data, error } = schema.safeParse(value, { reportInput: true });
  if (error === undefined) return data as T;
  throw new Failure("unreadable", problemsOf(error, where)[0] ?? where);
}

/** Every difference, such as `orders[3].amount: expected number, found "ten"`. */
export const problemsOf = ({ issues }: z.ZodError, where: string): string[] =>
  issues.map(({ path, message, input }) => {
    const at = path.length === 0 ? "" : `.${toDotPath(path)}`.replace(/^\.\[/, "[");
    const expected = message.replace(/^(Invalid (input|option)|Too (big|small)): |, received .*$/g, "");
    return `${where}${at}: ${expected}, found ${printable(input)}`;
  });

function printable(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 80));
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return value === undefined ? "nothing" : String(value);
}

/** Rows of which each was read by itself, so that a bad one does not stop the others. */
export interface Rows<T> {
  readonly good: readonly T[];
  /** How many others there are. */
  readonly bad: number;
  /** What is wrong with the first of the others: a text for each could be more than the rows. */
  readonly example: string | undefined;
}

export function readRows<T>(schema: z.ZodType<T>, rows: readonly unknown[], where: string): Rows<T> {
  const good: T[] = [];
  let [bad, example]: [number, string | undefined] = [0, undefined];
  for (const [i, row] of rows.entries()) {
    const { data, error } = schema.safeParse(row, { reportInput: true });
    if (error === undefined) good.push(data as T);
    else {
      bad++;
      example ??= problemsOf(error, `${where}[${i}]`)[0];
    }
  }
  return { good, bad, example };
}

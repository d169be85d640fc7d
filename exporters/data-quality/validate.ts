import { Failure } from "../common/backends/failure.ts";
import { listOf, maybe, number, object, oneOf, type Reader, string, unexpected } from "../common/backends/read.ts";
import { parseDuration } from "../common/kinds.ts";
import { type CheckKind, checkName, type Dataset } from "./dataset.ts";

const duration: Reader<string> = (value, where) => {
  const text = string(value, where);
  try {
    parseDuration(text);
  } catch {
    throw unexpected(value, where, "a duration such as 30s, 5m, 1h or 7d");
  }
  return text;
};

const ratio: Reader<number> = (value, where) => {
  const share = number(value, where);
  if (share < 0 || share > 1) throw unexpected(value, where, "a share from 0 to 1");
  return share;
};

const some =
  <T>(reader: Reader<T>): Reader<T[]> =>
  (value, where) => {
    const list = listOf(reader)(value, where);
    if (list.length === 0) throw unexpected(value, where, "at least one");
    return list;
  };

/** One of the keys must be there: without it the check could never fail. */
const limited =
  (reader: Reader<unknown>, ...keys: readonly string[]): Reader<unknown> =>
  (value, where) => {
    const fields = value as Record<string, unknown>;
    if (keys.every((key) => fields[key] === undefined)) throw unexpected(value, where, keys.join(" or "));
    return reader(value, where);
  };

const word: Reader<string | number> = (value, where) => (typeof value === "number" ? value : string(value, where));

const checks: Readonly<Record<CheckKind, Reader<unknown>>> = {
  freshness: object({ column: string, maxAge: duration }),
  rows: limited(object({ min: maybe(number), max: maybe(number) }), "min", "max"),
  nulls: object({ column: string, maxRatio: ratio }),
  duplicates: object({ columns: some(string), maxRatio: ratio }),
  range: limited(object({ column: string, min: maybe(number), max: maybe(number), maxRatio: ratio }), "min", "max"),
  accepted: object({ column: string, values: some(word), maxRatio: ratio }),
  references: object({ column: string, to: object({ table: string, column: string }), maxRatio: ratio }),
  drift: limited(
    object({
      column: string,
      of: oneOf("numbers", "categories"),
      time: string,
      current: duration,
      reference: duration,
      maxPsi: maybe(number),
      maxKs: maybe(number),
    }),
    "maxPsi",
    "maxKs",
  ),
};

const kinds = Object.keys(checks) as CheckKind[];

const check: Reader<unknown> = (value, where) => {
  const { kind } = object({ kind: oneOf(...kinds) })(value, where);
  return checks[kind](value, `${where} (${kind})`);
};

const dataset = object({
  name: string,
  database: string,
  table: string,
  every: duration,
  window: maybe(object({ column: string, last: duration })),
});

/**
 * Datasets from a file, which no compiler may have seen.
 * @param databases names that are known
 * @throws Error with every problem, one a line
 */
export function readDatasets(value: unknown, databases: readonly string[]): Dataset[] {
  if (!Array.isArray(value)) throw new Error("the datasets are no list");
  const problems = value.flatMap((one, i) => problemsOf(one, i, databases));
  const names = value.map((one) => (one as Partial<Dataset> | null)?.name);
  const repeated = names.filter((name, i) => name !== undefined && names.indexOf(name) !== i);
  problems.push(...repeated.map((name) => `dataset ${name}: is there twice, rename one`));
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return value as Dataset[];
}

function problemsOf(value: unknown, index: number, databases: readonly string[]): string[] {
  const where = `dataset ${(value as Partial<Dataset> | null)?.name ?? index}`;
  const shape = attempt(() => dataset(value, where));
  if (shape.length > 0) return shape;
  const { database, checks: declared } = value as Dataset;
  if (!Array.isArray(declared)) return [`${where}.checks: is no list`];
  const wrong = declared.flatMap((one, i) => attempt(() => check(one, `${where}.checks[${i}]`)));
  if (wrong.length > 0) return wrong;
  const twice = declared.map(checkName).filter((name, i, names) => names.indexOf(name) !== i);
  const known = databases.join(", ") || "none";
  return [
    ...twice.map((name) => `${where}: check ${name} is there twice, remove one`),
    ...(databases.includes(database) ? [] : [`${where}: database "${database}" is unknown, known are: ${known}`]),
  ];
}

function attempt(read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof Failure) return [error.message];
    throw error;
  }
}

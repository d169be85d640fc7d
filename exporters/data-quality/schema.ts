// The shape of a dataset: its types, and how a file that no compiler has seen is read.
import type { Duration } from "bigdata-monitoring";
import * as z from "zod";
import { problemsOf } from "../common/backends/read.ts";
import { isDuration } from "../common/kinds.ts";
import { maxLabelLength } from "../common/metrics/limit.ts";

const duration = z.custom<Duration>(isDuration, "expected a duration such as 30s, 5m, 1h or 7d");
const name = z.string().min(1).max(maxLabelLength);
/** Share of rows that may break the rule. */
const maxRatio = z.number().min(0).max(1);
const range = { min: z.number().optional(), max: z.number().optional() };

/** Without a limit a check could never fail. */
const either = <K extends string>(...keys: readonly [K, K]) =>
  [
    (check: { readonly [key in K]?: unknown }) => keys.some((key) => check[key] !== undefined),
    `expected ${keys.join(" or ")}`,
  ] as const;

const check = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ kind: z.literal("freshness"), column: name, maxAge: duration }),
    z.strictObject({ kind: z.literal("rows"), ...range }).refine(...either("min", "max")),
    z.strictObject({ kind: z.literal("nulls"), column: name, maxRatio }),
    z.strictObject({ kind: z.literal("duplicates"), columns: z.array(name).min(1).readonly(), maxRatio }),
    z.strictObject({ kind: z.literal("range"), column: name, ...range, maxRatio }).refine(...either("min", "max")),
    z.strictObject({
      kind: z.literal("accepted"),
      column: name,
      values: z
        .array(
          z.custom<string | number>(
            (value) => ["string", "number"].includes(typeof value),
            "expected a text or a number",
          ),
        )
        .min(1)
        .readonly(),
      maxRatio,
    }),
    z.strictObject({
      kind: z.literal("references"),
      column: name,
      to: z.strictObject({ table: name, column: name }),
      maxRatio,
    }),
    z
      .strictObject({
        kind: z.literal("drift"),
        column: name,
        /** Numbers are compared by PSI over deciles of the reference and by Kolmogorov-Smirnov; categories by PSI alone. */
        of: z.enum(["numbers", "categories"]),
        /** Column with the time at which a row was written. */
        time: name,
        /** The last hours or days, which are compared ... */
        current: duration,
        /** ... with the hours or days before them. */
        reference: duration,
        maxPsi: z.number().optional(),
        maxKs: z.number().optional(),
      })
      .refine(...either("maxPsi", "maxKs")),
  ],
  // `options` are the kinds; absent if the check is no object.
  { error: (issue) => (Array.isArray(issue.options) ? `expected one of ${issue.options.join(", ")}` : undefined) },
);

const dataset = z.strictObject({
  /** Value of the label `dataset`. */
  name,
  /** Name of one of the databases of `DATA_QUALITY_DATABASES`. */
  database: name,
  /** With its schema where it has one: `sales.orders`. */
  table: name,
  /** Time between two runs of its checks. */
  every: duration,
  /**
   * The rows that checks read: those whose time lies in the last hours or days; all if absent. Freshness and drift read
   * others. The column needs an index, or each run reads the whole table.
   */
  window: z.strictObject({ column: name, last: duration }).optional(),
  checks: z.array(check).readonly(),
});

/** A table, and the checks of its rows. */
export type Dataset = Readonly<z.infer<typeof dataset>>;
export type Check = Readonly<z.infer<typeof check>>;
export type CheckOf<K extends Check["kind"]> = Extract<Check, { kind: K }>;

const dimensions = {
  freshness: "timeliness",
  rows: "completeness",
  nulls: "completeness",
  duplicates: "uniqueness",
  range: "validity",
  accepted: "validity",
  references: "consistency",
  drift: "stability",
} as const satisfies Record<Check["kind"], string>;

export type Dimension = (typeof dimensions)[Check["kind"]];

export const dimensionOf = ({ kind }: Check): Dimension => dimensions[kind];

/** Value of the label `column`; several columns are joined by `+`. Empty for a check of the table as a whole. */
export const columnOf = (check: Check): string => {
  if (check.kind === "rows") return "";
  return check.kind === "duplicates" ? check.columns.join("+") : check.column;
};

/** Value of the label `check`, such as `nulls:email`. */
export const checkName = (check: Check): string => [check.kind, columnOf(check)].filter(Boolean).join(":");

/**
 * @param databases names that are known
 * @returns every problem of the datasets, one line each
 */
export function problemsOfDatasets(value: unknown, databases: readonly string[]): string[] {
  if (!Array.isArray(value)) return ["expected a list of datasets"];
  const names = value.map((one) => (one as Partial<Dataset> | null)?.name);
  return [
    ...value.flatMap((one, i) => problemsOfDataset(one, `dataset ${names[i] ?? i}`, databases)),
    ...repeated(names).map((name) => `dataset ${name}: exists twice, rename one`),
  ];
}

function problemsOfDataset(value: unknown, where: string, databases: readonly string[]): string[] {
  const { data, error } = dataset.safeParse(value, { reportInput: true });
  if (error !== undefined) return problemsOf(error, where);
  const known = databases.join(", ");
  return [
    ...repeated(data.checks.map(checkName)).map((name) => `${where}: check ${name} exists twice, remove one`),
    ...(databases.includes(data.database) ? [] : [`${where}: no database "${data.database}", there are: ${known}`]),
  ];
}

const repeated = <T>(names: readonly T[]): T[] =>
  names.filter((name, i) => name !== undefined && names.indexOf(name) !== i);

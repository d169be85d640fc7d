import { raw, type Sql } from "sql-template-tag";

/** The name of a table or column: `public.payments` becomes `"public"."payments"`. */
export const name = (written: string): Sql => raw(quoted(written));

export const quoted = (written: string): string =>
  written
    .split(".")
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join(".");

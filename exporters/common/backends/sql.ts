/** A piece of SQL with its values apart, so that no value is ever taken for SQL. */
export interface Sql {
  readonly literals: readonly string[];
  readonly values: readonly unknown[];
}

/** Writes SQL: what is interpolated is a value, unless it is itself SQL. */
export function sql(strings: TemplateStringsArray, ...parts: readonly unknown[]): Sql {
  const literals: string[] = [strings[0] ?? ""];
  const values: unknown[] = [];
  const append = (text: string) => literals.push((literals.pop() ?? "") + text);
  parts.forEach((part, i) => {
    if (isSql(part)) {
      append(part.literals[0] ?? "");
      literals.push(...part.literals.slice(1));
      values.push(...part.values);
    } else {
      literals.push("");
      values.push(part);
    }
    append(strings[i + 1] ?? "");
  });
  return { literals, values };
}

/** A table's or column's name: `public.payments` becomes `"public"."payments"`. */
export const name = (written: string): Sql => raw(quoted(written));

export const quoted = (written: string): string =>
  written
    .split(".")
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join(".");

/** Pieces with something between them, such as a comma. */
export const join = (pieces: readonly Sql[], between: string): Sql =>
  pieces.reduce((all, piece) => sql`${all}${raw(between)}${piece}`);

/** SQL as it stands: for what we wrote ourselves only. */
export const raw = (text: string): Sql => ({ literals: [text], values: [] });

/** The text with a placeholder for each value: `$1` for PostgreSQL, `?` for MySQL. */
export const render = ({ literals }: Sql, placeholder: (index: number) => string): string =>
  literals.map((literal, i) => (i === 0 ? literal : placeholder(i) + literal)).join("");

const isSql = (part: unknown): part is Sql => typeof part === "object" && part !== null && "literals" in part;

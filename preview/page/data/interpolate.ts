/** A board's variables: the chosen values, or `$__all`. */
export type Values = Readonly<Record<string, readonly string[]>>;

export const all = "$__all";

/** What a variable stands for in a text. @returns undefined where there is no such variable */
export type Lookup = (name: string, format: string | undefined) => string | undefined;

const variable = /\$\{([\w.]+(?:\[[^\]]+\])?)(?::(\w+))?\}|\$(\w+)|\[\[(\w+)\]\]/g;

/** Puts values in place of `$x`, `${x}` and `${x:format}`; what nobody knows stays as it is. */
export const interpolate = (text: string, lookup: Lookup): string =>
  text.replace(
    variable,
    (whole, braced?: string, format?: string, plain?: string, old?: string) =>
      lookup(braced ?? plain ?? old ?? "", format) ?? whole,
  );

/** Tries each in turn. */
export const firstOf =
  (...lookups: readonly Lookup[]): Lookup =>
  (name, format) => {
    for (const lookup of lookups) {
      const found = lookup(name, format);
      if (found !== undefined) return found;
    }
    return undefined;
  };

/**
 * A board's variables as they stand in PromQL: several values, or one of several that may be chosen, as a regular
 * expression; All as the variable's own value for it.
 */
export const boardLookup =
  (values: Values, multi: ReadonlySet<string>, allValues: Readonly<Record<string, string>>): Lookup =>
  (name, format) => {
    const chosen = values[name];
    if (chosen === undefined) return undefined;
    if (format === "queryparam") return chosen.map((value) => `var-${name}=${encodeURIComponent(value)}`).join("&");
    if (chosen[0] === all) return allValues[name] ?? ".*";
    if (!multi.has(name)) return chosen[0] ?? "";
    const escaped = chosen.map(escapeRegex);
    return escaped.length === 1 ? escaped[0] : `(${escaped.join("|")})`;
  };

/** For a regular expression inside a PromQL string: each backslash twice. */
const escapeRegex = (value: string): string => value.replace(/[\\^$.*+?()[\]{}|/]/g, "\\\\$&");

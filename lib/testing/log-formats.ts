/**
 * The values that JMESPath expressions find in a line of JSON; none if it is no object. Of JMESPath it reads names,
 * in double quotes or not, names of inner objects after a dot, and `||`.
 */
export function parseJsonPaths(
  line: string,
  expressions: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    return {};
  }
  if (typeof data !== "object" || data === null || Array.isArray(data)) return {};
  return Object.fromEntries(
    Object.entries(expressions).map(([name, expression]) => {
      const found = expression.split("||").map((path) => at(data, path.trim()));
      return [name, textOf(found.find(isTruthy) ?? found.at(-1))];
    }),
  );
}

const at = (data: unknown, path: string): unknown =>
  Array.from(path.matchAll(/"([^"]*)"|(\w+)/g), ([, quoted, plain]) => quoted ?? plain ?? "").reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    data,
  );

/** JMESPath takes empty values for false, but not 0. */
const isTruthy = (value: unknown): boolean =>
  typeof value === "object" && value !== null ? Object.keys(value).length > 0 : value === 0 || Boolean(value);

/** A value that is no text is not extracted where it is null. */
const textOf = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : typeof value === "object" ? JSON.stringify(value) : String(value);

/** The pairs of a line in logfmt up to the first mistake; of two with one key the last one. */
export function parseLogfmt(line: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const pair = /[\s]*([^\s="]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s="]*)))?(?=\s|$)/y;
  for (let found = pair.exec(line); found; found = pair.exec(line)) {
    const [, key = "", quoted, plain = ""] = found;
    pairs[key] = quoted === undefined ? plain : unquoted(quoted);
  }
  return pairs;
}

function unquoted(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}

/** A piece of promtool's output that was read, and where it ends. */
export interface Read<T> {
  readonly value: T;
  readonly end: number;
}

const label = /([^=,{} ]+|"(?:[^"\\]|\\.)*")="((?:[^"\\]|\\.)*)"(?:, )?/y;

/** Labels as Go prints them, `{a="1", b="2"}`. @param from where their brace opens */
export function readLabels(text: string, from: number): Read<Record<string, string>> {
  const value: Record<string, string> = {};
  label.lastIndex = from + 1;
  let end = from + 1;
  for (let found = label.exec(text); found; found = label.exec(text)) {
    value[unquoted(found[1] ?? "")] = unescaped(found[2] ?? "");
    end = label.lastIndex;
  }
  if (text[end] !== "}") throw new Error(`promtool's output is not understood: ${text.slice(from, from + 200)}`);
  return { value, end: end + 1 };
}

const unquoted = (name: string): string => (name.startsWith('"') ? unescaped(name.slice(1, -1)) : name);

const controls: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", a: "\x07", b: "\b", f: "\f", v: "\v" };

/** Go's `%q`: what cannot be printed is escaped. */
const unescaped = (text: string): string =>
  text.replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|.)/g, (_, code: string) =>
    code.length > 1 ? String.fromCodePoint(Number.parseInt(code.slice(1), 16)) : (controls[code] ?? code),
  );

import { fromBytes, toBytes } from "./bytes.ts";
import { formatFloat } from "./decimal.ts";
import { timeType } from "./time.ts";
import {
  GoError,
  isInteger,
  itemsOf,
  type MaybeValue,
  type Struct,
  sortedEntries,
  stringOf,
  type Value,
} from "./types.ts";

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
};

/** Go's `json.Marshal`, which also escapes what HTML reads. */
export function toJson(value: MaybeValue): string {
  if (!value || value.v === null || value.v === undefined) return "null";
  const { type, v } = value;
  if (type.name === timeType.name)
    return text(
      stringOf(
        type.methods?.().Format?.call(value, {
          ...value,
          type: { ...type, kind: "string" },
          v: "2006-01-02T15:04:05.999999999Z07:00",
        }),
      ),
    );
  if (isInteger(type)) return String(v);
  switch (type.kind) {
    case "bool":
      return String(v);
    case "string":
      return text(v as string);
    case "float64":
      return number(v as number);
    case "interface":
    case "pointer":
      return toJson(v as Value);
    case "slice":
      return `[${itemsOf(value).map(toJson).join(",")}]`;
    case "map":
      return `{${sortedEntries(value)
        .map(([name, item]) => `${text(name)}:${toJson(item)}`)
        .join(",")}}`;
    case "struct":
      return `{${Object.entries(type.fields ?? {})
        .map(([name, field]) => `${text(field.json ?? name)}:${toJson((v as Struct)[name])}`)
        .join(",")}}`;
    default:
      throw new GoError(`${type.name} has no JSON`);
  }
}

function text(bytes: string): string {
  const escaped = fromBytes(bytes).replace(/["\\<>&\u2028\u2029]|\p{Cc}/gu, (char) => {
    const code = char.charCodeAt(0);
    const stays = code >= 0x7f && code < 0xa0;
    return escapes[char] ?? (stays ? char : `\\u${code.toString(16).padStart(4, "0")}`);
  });
  return toBytes(`"${escaped}"`);
}

function number(value: number): string {
  if (!Number.isFinite(value)) throw new GoError(`${value} has no JSON`);
  const absolute = Math.abs(value);
  const isLong = absolute !== 0 && (absolute < 1e-6 || absolute >= 1e21);
  const digits = formatFloat(absolute, isLong ? "e" : "f", -1).replace(/e-0(\d)$/, "e-$1");
  return value < 0 || Object.is(value, -0) ? `-${digits}` : digits;
}

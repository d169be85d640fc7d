import {
  type DataFrame,
  type Field,
  getFieldDisplayName,
  type InterpolateFunction,
  type ScopedVars,
} from "@grafana/data";
import { firstOf, interpolate, type Lookup } from "./interpolate.ts";

interface Context {
  readonly frame: DataFrame;
  readonly field: Field;
  readonly rowIndex?: number;
}

/** How Grafana's components fill variables: the board's, and those of the value that a link stands on. */
export const replaceWith =
  (lookup: Lookup): InterpolateFunction =>
  (text, scoped) =>
    interpolate(text ?? "", firstOf(scopedLookup(scoped), lookup));

const scopedLookup =
  (scoped: ScopedVars | undefined): Lookup =>
  (name) => {
    const context = scoped?.__dataContext?.value as Context | undefined;
    const plain = scoped?.[name]?.value;
    if (plain !== undefined && typeof plain !== "object") return String(plain);
    return context ? contextual(name, context) : undefined;
  };

/** `__field.labels.topic`, `__data.fields.Topic`, `__data.fields["Consumer group"]`, `__value.raw`. */
function contextual(name: string, { frame, field, rowIndex = 0 }: Context): string | undefined {
  const label = /^__field\.labels\.(\w+)$/.exec(name)?.[1];
  if (label) return encodeURIComponent(field.labels?.[label] ?? "");
  if (name === "__field.name" || name === "__field.displayName") return getFieldDisplayName(field, frame);
  const [, dotted, quoted] = /^__data\.fields(?:\.(\w+)|\["?([^"\]]+)"?\])$/.exec(name) ?? [];
  const other = frame.fields.find((one) => getFieldDisplayName(one, frame) === (dotted ?? quoted));
  if (other) return encodeURIComponent(String(other.values[rowIndex] ?? ""));
  if (name.startsWith("__value.")) return encodeURIComponent(String(field.values[rowIndex] ?? ""));
  return undefined;
}

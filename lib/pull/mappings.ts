import { isDeepStrictEqual } from "node:util";
import { upOrDown, words } from "../authoring/panels/states.ts";
import { objectOf, objectsOf, textOf } from "../diff/json.ts";
import { type Code, call, literal } from "./code.ts";

/** Value mappings by our helpers; undefined where they have no words for them. */
export function mappingCode(mappings: unknown): Code | undefined {
  if (isDeepStrictEqual(mappings, upOrDown)) return "upOrDown";
  const [only, ...others] = objectsOf(mappings);
  if (!only || others.length > 0) return undefined;
  const byValue = Object.fromEntries(
    Object.entries(objectOf(only.options)).map(([value, option]) => {
      const { text, color } = objectOf(option);
      return [value, [textOf(text), textOf(color)] as const];
    }),
  );
  return isDeepStrictEqual(mappings, words(byValue)) ? call("words", literal(byValue)) : undefined;
}

import type { Matcher } from "../syntax/ast.ts";

/** Whether a matcher accepts a label's value (the empty text for a label that is not there); undefined if unknown. */
export function accepts({ operator, value, regex }: Matcher, text: string): boolean | undefined {
  if (value.dynamic) return undefined;
  if (operator === "=") return text === value.text;
  if (operator === "!=") return text !== value.text;
  const matches = regex?.test(text);
  return matches === undefined ? undefined : (operator === "=~") === matches;
}

/** The values that a matcher accepts, where it can be said without knowing the label's: `a`, or `a|b`. */
export function acceptedValues({ operator, value, regex }: Matcher): readonly string[] | undefined {
  if (value.dynamic) return undefined;
  if (operator === "=") return [value.text];
  return operator === "=~" ? regex?.literals : undefined;
}

/** What of these values a matcher accepts; all of them where it cannot be said. */
export const filterValues = (matcher: Matcher, values: readonly string[]): readonly string[] =>
  values.filter((value) => accepts(matcher, value) !== false);

/** Go's escapes; the string ends on the line on which it begins. */
const string = /"(?:[^"\\\n]|\\(?:[abfnrtv\\"]|[0-3][0-7]{2}|x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}))*"/iy;

/** Text as a quoted string of a selector. The collectors accept neither backticks nor single quotes. */
export const quoted = (text: string): string => JSON.stringify(text);

/**
 * Parses the selector of a match stage by the grammar of Promtail and Alloy. It is smaller than Loki's: label matchers,
 * then line filters, each with a string in double quotes.
 * @returns what is wrong and where, or undefined
 */
export function selectorProblem(selector: string): string | undefined {
  let at = 0;
  const eat = (pattern: RegExp): boolean => {
    const from = at + (/^\s*/.exec(selector.slice(at))?.[0].length ?? 0);
    pattern.lastIndex = from;
    const [found] = pattern.exec(selector) ?? [];
    if (found !== undefined) at = from + found.length;
    return found !== undefined;
  };
  const expected = (what: string): string => {
    const rest = selector.slice(at).trim();
    return `${rest === "" ? "its end" : `"${rest}"`} stands where ${what} is expected`;
  };
  const quotedString = "a double-quoted string with Go's escapes";

  if (!eat(/\{/y)) return expected("{");
  do {
    if (!eat(/[A-Za-z_]\w*/y)) return expected("a label's name");
    if (!eat(/=~|!~|!=|=/y)) return expected("=, !=, =~ or !~");
    if (!eat(string)) return expected(quotedString);
  } while (eat(/,/y));
  if (!eat(/\}/y)) return expected("a comma or }");
  while (selector.slice(at).trim() !== "") {
    if (!eat(/\|=|\|~|!=|!~/y)) return expected("|=, !=, |~ or !~");
    if (!eat(string)) return expected(quotedString);
  }
  return undefined;
}

import { unquote } from "../../promql/syntax/tokens.ts";

/** Text as a quoted string of a selector. The collectors accept neither backticks nor single quotes. */
export const quoted = (text: string): string => JSON.stringify(text);

/** A label matcher, such as `level!~"debug"`. */
interface LabelMatcher {
  readonly label: string;
  readonly operator: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

/** A line filter, such as `|~ "error"`. */
interface LineFilter {
  readonly operator: "|=" | "|~" | "!=" | "!~";
  readonly text: string;
}

interface Selector {
  readonly matchers: readonly LabelMatcher[];
  readonly filters: readonly LineFilter[];
}

/** Go's escapes; the string ends on the line on which it begins. */
const string = /"(?:[^"\\\n]|\\(?:[abfnrtv\\"]|[0-3][0-7]{2}|x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}))*"/iy;

/**
 * Parses the selector of a match stage by the grammar of Promtail and Alloy. It is smaller than Loki's: label matchers,
 * then line filters, each with a string in double quotes.
 * @returns the selector, or what is wrong and where
 */
export function parseSelector(selector: string): Selector | { readonly problem: string } {
  let at = 0;
  const eat = (pattern: RegExp): string | undefined => {
    const from = at + (/^\s*/.exec(selector.slice(at))?.[0].length ?? 0);
    pattern.lastIndex = from;
    const [found] = pattern.exec(selector) ?? [];
    if (found !== undefined) at = from + found.length;
    return found;
  };
  const expected = (what: string) => {
    const rest = selector.slice(at).trim();
    return { problem: `expected ${what}, not ${rest === "" ? "the end" : `"${rest}"`}` };
  };
  const quotedString = "a double-quoted string with Go's escapes";
  const matchers: LabelMatcher[] = [];
  const filters: LineFilter[] = [];

  if (!eat(/\{/y)) return expected("{");
  do {
    const label = eat(/[A-Za-z_]\w*/y);
    if (label === undefined) return expected("a label's name");
    const operator = eat(/=~|!~|!=|=/y) as LabelMatcher["operator"] | undefined;
    if (operator === undefined) return expected("=, !=, =~ or !~");
    const value = eat(string);
    if (value === undefined) return expected(quotedString);
    matchers.push({ label, operator, value: unquote(value).value });
  } while (eat(/,/y));
  if (!eat(/\}/y)) return expected("a comma or }");
  while (selector.slice(at).trim() !== "") {
    const operator = eat(/\|=|\|~|!=|!~/y) as LineFilter["operator"] | undefined;
    if (operator === undefined) return expected("|=, !=, |~ or !~");
    const text = eat(string);
    if (text === undefined) return expected(quotedString);
    filters.push({ operator, text: unquote(text).value });
  }
  return { matchers, filters };
}

/** What Grafana puts in place of this in a link: the value that was clicked. */
export const clickedValue = `\${__value.raw}`;

/**
 * Address, within Grafana, of Explore with a LogQL query over the last six hours. The form with `left` is understood
 * by Grafana 9 to 13; newer ones rewrite it.
 * @param query may contain `clickedValue`, which stays unencoded so that Grafana finds it
 */
export function exploreLogs(datasource: string, query: string): string {
  const state = { datasource, queries: [{ refId: "A", expr: query }], range: { from: "now-6h", to: "now" } };
  const encoded = encodeURIComponent(JSON.stringify(state));
  return `/explore?orgId=1&left=${encoded.replaceAll(encodeURIComponent(clickedValue), clickedValue)}`;
}

import { parseRegex } from "../regex/regex.ts";
import type { Matcher, MatchOperator, Word } from "./ast.ts";
import { accept, type Cursor, expect, reportError, unexpected } from "./cursor.ts";
import { unquote } from "./strings.ts";
import { canNameLabel, hasVariable, replaceVariables, type Token } from "./tokens.ts";

/** The word of a string or a name, and whether its escapes are valid UTF-8. */
export function wordOf(cursor: Cursor, token: Token): { word: Word; valid: boolean } {
  const { from, to, text } = token;
  if (token.type !== "string") return { word: { from, to, text, dynamic: token.type === "variable" }, valid: true };
  const { value, valid } = unquote(text);
  const word = { from, to, text: value, dynamic: cursor.options.grafana === true && hasVariable(value) };
  return { word: valid ? word : { ...word, written: text }, valid };
}

/** Parses the labels of `by (...)`, `on (...)` and similar clauses, with the parentheses. */
export function groupingLabels(cursor: Cursor): Word[] {
  expect(cursor, "(", "in a list of labels");
  const labels: Word[] = [];
  while (!accept(cursor, ")")) {
    if (labels.length > 0) {
      if (!accept(cursor, ",")) unexpected(cursor, "in a list of labels", "`,` or `)`");
      if (accept(cursor, ")")) break;
    }
    labels.push(groupingLabel(cursor));
  }
  return labels;
}

function groupingLabel(cursor: Cursor): Word {
  if (cursor.token.type !== "string" && !canNameLabel(cursor.token))
    unexpected(cursor, "in a list of labels", "a label");
  const { word, valid } = wordOf(cursor, cursor.take());
  if (!valid || word.text === "") reportError(cursor, `invalid label name ${JSON.stringify(word.text)}`, word);
  return word;
}

const matchOperators: ReadonlySet<string> = new Set(["=", "!=", "=~", "!~"]);

/** Parses the matchers of a selector, with the braces. */
export function labelMatchers(cursor: Cursor): Matcher[] {
  expect(cursor, "{", "in a selector");
  const matchers: Matcher[] = [];
  while (!accept(cursor, "}")) {
    if (matchers.length > 0) {
      if (!accept(cursor, ",")) unexpected(cursor, "in a selector", "`,` or `}`");
      if (accept(cursor, "}")) break;
    }
    matchers.push(matcher(cursor));
  }
  return matchers;
}

function matcher(cursor: Cursor): Matcher {
  const { type } = cursor.token;
  if (type !== "identifier" && type !== "variable" && type !== "string")
    unexpected(cursor, "in a selector", "a label or `}`");
  const name = cursor.take();
  const { word: label } = wordOf(cursor, name);
  if (matchOperators.has(cursor.token.type)) return comparison(cursor, label);
  if (type === "identifier") unexpected(cursor, "in a selector", "one of = != =~ !~");
  const { from, to } = name;
  return {
    from,
    to,
    label: { from, to: from, text: "__name__", dynamic: type === "variable" },
    operator: "=",
    value: label,
  };
}

function comparison(cursor: Cursor, label: Word): Matcher {
  const operator = cursor.take().type as MatchOperator;
  if (cursor.token.type !== "string") unexpected(cursor, "in a selector", "a string");
  const { word: value, valid } = wordOf(cursor, cursor.take());
  const found = { from: label.from, to: value.to, label, operator, value };
  if (operator === "=" || operator === "!=") return found;
  const regex = parseRegex(value.dynamic ? replaceVariables(value.text, "x") : value.text, valid);
  if ("problem" in regex) reportError(cursor, `invalid regular expression: ${regex.problem}`, value);
  return value.dynamic || "problem" in regex ? found : { ...found, regex };
}

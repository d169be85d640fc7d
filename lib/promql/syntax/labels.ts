import { parseRegex } from "../regex/regex.ts";
import type { Matcher, MatchOperator, Word } from "./ast.ts";
import { accept, type Cursor, complain, expect, unexpected } from "./cursor.ts";
import { unquote } from "./strings.ts";
import { canNameLabel, hasVariable, replaceVariables, type Token } from "./tokens.ts";

/** The word that a string or a name stands for, and whether its escapes made valid UTF-8. */
export function wordOf(at: Cursor, token: Token): { word: Word; valid: boolean } {
  const { from, to, text } = token;
  if (token.type !== "string") return { word: { from, to, text, dynamic: token.type === "variable" }, valid: true };
  const { value, valid } = unquote(text);
  const word = { from, to, text: value, dynamic: at.options.grafana === true && hasVariable(value) };
  return { word: valid ? word : { ...word, written: text }, valid };
}

/** The labels of `by (...)`, `on (...)` and their like, parentheses included. */
export function groupingLabels(at: Cursor): Word[] {
  expect(at, "(", "in a list of labels");
  const labels: Word[] = [];
  while (!accept(at, ")")) {
    if (labels.length > 0) {
      if (!accept(at, ",")) unexpected(at, "in a list of labels", "`,` or `)`");
      if (accept(at, ")")) break;
    }
    labels.push(groupingLabel(at));
  }
  return labels;
}

function groupingLabel(at: Cursor): Word {
  if (at.token.type !== "string" && !canNameLabel(at.token)) unexpected(at, "in a list of labels", "a label");
  const { word, valid } = wordOf(at, at.take());
  if (!valid || word.text === "") complain(at, `invalid label name ${JSON.stringify(word.text)}`, word);
  return word;
}

const matchOperators: ReadonlySet<string> = new Set(["=", "!=", "=~", "!~"]);

/** The matchers of a selector, braces included. */
export function labelMatchers(at: Cursor): Matcher[] {
  expect(at, "{", "in a selector");
  const matchers: Matcher[] = [];
  while (!accept(at, "}")) {
    if (matchers.length > 0) {
      if (!accept(at, ",")) unexpected(at, "in a selector", "`,` or `}`");
      if (accept(at, "}")) break;
    }
    matchers.push(matcher(at));
  }
  return matchers;
}

function matcher(at: Cursor): Matcher {
  const { type } = at.token;
  if (type !== "identifier" && type !== "variable" && type !== "string")
    unexpected(at, "in a selector", "a label or `}`");
  const name = at.take();
  const { word: label } = wordOf(at, name);
  if (matchOperators.has(at.token.type)) return comparison(at, label);
  if (type === "identifier") unexpected(at, "in a selector", "one of = != =~ !~");
  const { from, to } = name;
  return {
    from,
    to,
    label: { from, to: from, text: "__name__", dynamic: type === "variable" },
    operator: "=",
    value: label,
  };
}

function comparison(at: Cursor, label: Word): Matcher {
  const operator = at.take().type as MatchOperator;
  if (at.token.type !== "string") unexpected(at, "in a selector", "a string");
  const { word: value, valid } = wordOf(at, at.take());
  const found = { from: label.from, to: value.to, label, operator, value };
  if (operator === "=" || operator === "!=") return found;
  const regex = parseRegex(value.dynamic ? replaceVariables(value.text, "x") : value.text, valid);
  if ("problem" in regex) complain(at, `invalid regular expression: ${regex.problem}`, value);
  return value.dynamic || "problem" in regex ? found : { ...found, regex };
}

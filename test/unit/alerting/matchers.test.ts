import { describe, expect, it } from "vitest";
import {
  formatMatcher,
  literalsOf,
  matcherProblem,
  matchesAll,
  parseMatchers,
} from "../../../lib/alerting/matchers.ts";
import type { Matcher } from "../../../lib/model/alerting.ts";

describe("a matcher", () => {
  it.each<[Matcher["op"], string, boolean, boolean]>([
    ["=", "x", true, false],
    ["!=", "x", false, true],
    ["=~", "x|y", true, false],
    ["!~", "x|y", false, true],
    ["=~", "", false, true],
    ["=", "", false, true],
    ["=~", "(", false, false],
    // Alertmanager puts it in parentheses first.
    ["=~", "x)|(?:", true, true],
  ])("%s %j matches a label x: %j, and one that is missing: %j", (op, value, present, absent) => {
    const matcher: Matcher = { label: "a", op, value };
    expect(matchesAll([matcher], { a: "x" })).toBe(present);
    expect(matchesAll([matcher], {})).toBe(absent);
  });

  it("is refused with its regular expression", () => {
    expect(matcherProblem({ label: "a", op: "=", value: "(" })).toBeUndefined();
    expect(matcherProblem({ label: "a", op: "!=", value: "(" })).toBeUndefined();
    expect(matcherProblem({ label: "a", op: "=~", value: "(" })).toMatch(/missing closing \)/);
    expect(matcherProblem({ label: "a", op: "!~", value: "\\Qa" })).toMatch(/./);
    expect(matcherProblem({ label: "a", op: "=~", value: "a.*" })).toBeUndefined();
  });

  it.each<[Matcher, string]>([
    [{ label: "a", op: "=", value: "b" }, 'a="b"'],
    [{ label: "_a1", op: "!~", value: "b|c" }, '_a1!~"b|c"'],
    [{ label: "a.b", op: "=", value: "c" }, '"a.b"="c"'],
    [{ label: "1a", op: "=", value: "c" }, '"1a"="c"'],
    [{ label: "a", op: "=", value: 'b"c\\d\ne\tf' }, 'a="b\\"c\\\\d\\ne\tf"'],
  ])("%j reads %s", (matcher, text) => {
    expect(formatMatcher(matcher)).toBe(text);
  });

  it.each<[Matcher, string[] | undefined]>([
    [{ label: "a", op: "=", value: "b|c" }, ["b|c"]],
    [{ label: "a", op: "!=", value: "b.c" }, ["b.c"]],
    [{ label: "a", op: "=~", value: "b|c" }, ["b", "c"]],
    [{ label: "a", op: "!~", value: "b\\.c|d\\(e\\)" }, ["b.c", "d(e)"]],
    [{ label: "a", op: "=~", value: "b.*" }, undefined],
    [{ label: "a", op: "=~", value: "" }, [""]],
  ])("%j names the values %j", (matcher, values) => {
    expect(literalsOf(matcher)).toEqual(values);
  });
});

const read = (text: string): string | readonly string[] => {
  const parsed = parseMatchers(text);
  return "problem" in parsed
    ? parsed.problem
    : parsed.matchers.map(({ label, op, value }) => `${label} ${op} ${value}`);
};

it.each<[string, readonly string[]]>([
  ['{a="b", "c d"!~"e|f",}', ["a = b", "c d !~ e|f"]],
  ["a=b,c=d", ["a = b", "c = d"]],
  ["{a=b}", ["a = b"]],
  ["{a=b", ["a = b"]],
  ["a=b}", ["a = b"]],
  ["  a  !=  b  ,  c=~d.*  ", ["a != b", "c =~ d.*"]],
  ['a="b,c"', ["a = b,c"]],
  ['a="b\\",c"', ['a = b",c']],
  ['a="b\\\\",c=d', ["a = b\\", "c = d"]],
  ['a="\\n\\\\\\""', ['a = \n\\"']],
  ['a="\\u0078"', ["a = \\u0078"]],
  ['"a.b"="\\u0078"', ["a.b = x"]],
  ["a=\\x", ["a = \\x"]],
  ["a=b c", ["a = b c"]],
  ["a=", ["a = "]],
  ['a=""', ["a = "]],
  ["ä=b", ["ä = b"]],
  ['"a"=b', ["a = b"]],
  ["a.b=c", ["a.b = c"]],
  ["a:b=c", ["a:b = c"]],
  ["{}", []],
  ["{", []],
  ["}", []],
  ["", []],
  ["a=b,", ["a = b"]],
  ["a={", ["a = {"]],
])("reads the matchers of %j", (text, expected) => {
  expect(read(text)).toEqual(expected);
});

it.each([
  ["a", "a"],
  ["=b", "=b"],
  ["a=b,,c=d", ""],
  [",", ""],
  ["a=b,c", "c"],
  ['a="b', 'a="b'],
  ['a="b"c', 'a="b"c'],
  ['a=b"', 'a=b"'],
  ['a="b"c"', 'a="b"c"'],
  ['a="b\\"', 'a="b\\"'],
  ['a="\\\\\\"', 'a="\\\\\\"'],
  ["ä=", "ä="],
  ["ä=b c", "ä=b c"],
  ["{ä=b", "ä=b"],
  ["ä=b}", "ä=b"],
  ["{{ä=b}}", "{ä=b}"],
  ["1=b c", "1=b c"],
])("refuses the matchers of %j", (text, part) => {
  expect(read(text)).toBe(`bad matcher format: ${part}`);
});

it("refuses regular expressions that Go does not take, in the form of either parser", () => {
  expect(read("a=~b(?!c)")).toMatch(/perl|lookahead|invalid|missing/i);
  expect(read('"a.b"=~"b(?!c)"')).toMatch(/perl|lookahead|invalid|missing|format/i);
  expect(read("a=~b(")).not.toEqual(["a =~ b("]);
  expect(read("a=b(")).toEqual(["a = b("]);
  expect(read("a!=b(")).toEqual(["a != b("]);
});

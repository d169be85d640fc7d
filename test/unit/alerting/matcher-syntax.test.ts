import { expect, it } from "vitest";
import { parseMatchers } from "../../../lib/alerting/matcher-syntax.ts";

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

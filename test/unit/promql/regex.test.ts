import { expect, it } from "vitest";
import { parseRegex } from "../../../lib/promql/regex/regex.ts";

function read(source: string) {
  const regex = parseRegex(source);
  if ("problem" in regex) throw new Error(regex.problem);
  return regex;
}

it.each([
  ["a|b", "a", true],
  ["a|b", "ab", false],
  ["5..", "503", true],
  ["5..", "5003", false],
  [".*", "two\nlines", true],
  ["(?-s).*", "two\nlines", false],
  ["(?i)get", "GET", true],
  ["[^a-c]+", "xyz", true],
  ["[[:alpha:]_]+", "a_b", true],
  ["[^[:^digit:]]", "5", true],
  ["\\d{3}", "12", false],
  ["\\w+\\.\\w+", "a.b", true],
  ["[\\s]", "\v", false],
  ["\\Qa.b\\E+", "a.bb", true],
  ["\\pL\\p{Greek}", "aα", true],
  ["\\P{Lu}", "A", false],
  ["a{2,3}?", "aaa", true],
  ["(?:a|b)*c", "ababc", true],
  ["^$", "", true],
  // Go accepts groups of one name; some ports of RE2 refuse them.
  ["(?P<a>x)(?P<a>y)", "xy", true],
  ["😀.", "😀😀", true],
  ["x\\x41\\x{42}\\103", "xABC", true],
])("%s on %j", (source, text, matches) => {
  expect(read(source).test(text)).toBe(matches);
});

it.each([
  ["", true],
  ["a|", true],
  ["a*", true],
  ["\\B", true],
  ["\\b", false],
  ["a+", false],
  ["(a?b?)+", true],
])("%j matches the empty text: %s", (source, matches) => {
  expect(read(source).matchesEmpty).toBe(matches);
  expect(read(source).test("")).toBe(matches);
});

it.each([
  ["a|b", ["a", "b"]],
  ["(a|b)c\\.d", ["ac.d", "bc.d"]],
  ["a.", undefined],
  ["(?i)a", undefined],
])("lists what %s can match", (source, texts) => {
  expect(read(source).literals).toEqual(texts);
});

it("returns undefined for a class that ignores case", () => {
  expect(read("(?i)[a-z]").test("A")).toBeUndefined();
});

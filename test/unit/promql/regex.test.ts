import { RE2JS } from "re2js";
import { describe, expect, it } from "vitest";
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

const problemOf = (source: string): string | undefined => {
  const regex = parseRegex(source);
  return "problem" in regex ? regex.problem : undefined;
};

it.each([
  ["a\\", "trailing backslash"],
  ["\\8", "invalid escape `\\8`: RE2 has no backreferences"],
  ["\\y", "invalid escape `\\y`"],
  ["\\x{110000}", "invalid escape `\\x{110000}`"],
  ["\\xg0", "invalid escape `\\x`"],
  ["\\pX", "unknown Unicode class `\\p{X}`"],
  ["\\p{greek}", "unknown Unicode class `\\p{greek}`"],
  ["\\p{Greek", "missing `}` after `\\p{`"],
  ["[[:word1:]]", "unknown class `[:word1:]`"],
  ["[[:constructor:]]", "unknown class `[:constructor:]`"],
  ["[b-a]", "invalid range `b-a` in a class"],
  ["[a", "missing `]`"],
  ["[", "missing `]`"],
  ["[]", "missing `]`"],
  ["(a", "missing `)`"],
  ["a)", "unexpected `)`"],
  [`${"(".repeat(1000)}${")".repeat(1000)}`, "groups nest too deeply"],
  ["(?P<a-b>x)", "invalid named group, or a lookbehind: RE2 has none"],
  ["(?<=a)b", "invalid named group, or a lookbehind: RE2 has none"],
  ["(?=a)", "invalid group `(?`: RE2 knows flags, `(?:` and names, but no lookahead"],
  ["(?i-)a", "invalid group `(?`: RE2 knows flags, `(?:` and names, but no lookahead"],
  ["(?x)a", "invalid group `(?`: RE2 knows flags, `(?:` and names, but no lookahead"],
  ["a{1001}", "invalid repeat count `{1001}`: at most 1000"],
  ["a{1,1001}", "invalid repeat count `{1,1001}`: at most 1000"],
  ["a{3,2}", "invalid repeat count `{3,2}`: at most 1000"],
  ["a**", "invalid nested repetition `*`"],
  ["a+{2}", "invalid nested repetition `{2}`"],
  ["*a", "nothing to repeat before `*`"],
  ["(|+)", "nothing to repeat before `+`"],
  ["(a{100}){11}", "repeats multiply to more than 1000"],
  ["((a{11}b){10}){10}", "repeats multiply to more than 1000"],
  ["(a*){1001}", "invalid repeat count `{1001}`: at most 1000"],
])("refuses %s", (source, problem) => {
  expect(problemOf(source)).toBe(problem);
});

it("refuses text that is not valid UTF-8, unless it is plain alternatives", () => {
  expect(parseRegex("a.", false)).toEqual({ problem: "invalid UTF-8" });
  expect(parseRegex("a|b", false)).toMatchObject({ literals: ["a", "b"] });
});

/** Parts of expressions, and texts by which their readings differ. */
const parts = [
  ...["a", "A", "é", "😀", "_", "0", "\\.", "\\x41", "\\x{1F600}", "\\101", "\\07", "\\n", "\\t", "\\v", "\\a", "\\-"],
  ...[".", "^", "$", "\\A", "\\z", "\\b", "\\B", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S"],
  ...["\\pL", "\\PL", "\\p{Lu}", "\\p{^Lu}", "\\P{^Lu}", "\\p{Greek}", "\\p{Any}"],
  ...["[abc]", "[^abc]", "[a-f]", "[]a]", "[a-]", "[-a]", "[\\d_]", "[^\\D]", "[^\\S]", "[\\n\\t]", "[.*]"],
  ...["[[:alnum:]]", "[[:^alpha:]]", "[[:ascii:]]", "[[:blank:]]", "[[:cntrl:]]", "[[:graph:]]", "[[:lower:]]"],
  ...["[[:print:]]", "[[:punct:]]", "[[:space:]]", "[[:upper:]]", "[[:word:]]", "[[:xdigit:]]", "[^[:digit:]]"],
  ...["(?i)a", "(?i:É)", "(?-s).", "(?s-i).", "(?m)^a$", "(?im)^A$", "(?U)a+", "(?i)a(?-i)b", "(?i:a)b"],
  ...["a|b", "(a|b|)c?", "(?:a|b){2}", "(a)(b)?", "(?P<n>a)", "(?<n>a)", "\\Qa.b\\E", "\\Q.*", "(?i)\\Qa\\E", "()"],
  ...["a{2}", "a{1,}", "a{0,2}", "a{2}?", "a*?", "a+?", "a??", "a{", "a{,2}", "a{1", "a{01}", "}", "]"],
];
const texts = [
  ...[
    "",
    "a",
    "A",
    "b",
    "ab",
    "Ab",
    "aB",
    "aa",
    "aaa",
    "abc",
    "c",
    "ac",
    "é",
    "É",
    "😀",
    "Σ",
    "_",
    "0",
    "12",
    "-",
    ".",
  ],
  ...[
    "a.b",
    ".*",
    "\n",
    "\t",
    "\v",
    " ",
    "\x07",
    "]",
    "}",
    "a{",
    "a{,2}",
    "a{1",
    "a{01}",
    "a\n",
    "\na",
    "a\nb",
    "x-y",
    "~",
  ],
];

describe("reads every expression as RE2 does", () => {
  it.each(parts.flatMap((part) => [part, `x?${part}`, `(?:${part})+y?`, `${part}|z`]))("%s", (source) => {
    const regex = parseRegex(source);
    if ("problem" in regex) {
      expect(() => RE2JS.compile(source)).toThrow();
      return;
    }
    const re2 = RE2JS.compile(source, RE2JS.DOTALL);
    for (const text of texts) {
      const found = regex.test(text);
      // A class that ignores case is not expressed in JavaScript.
      if (found !== undefined) expect([text, found]).toEqual([text, re2.matches(text)]);
    }
    expect(regex.matchesEmpty).toBe(re2.matches(""));
    if (regex.literals) expect(texts.filter((text) => regex.test(text) !== regex.literals?.includes(text))).toEqual([]);
  });
});

it.each([
  ["a(b|c)(d|e)", ["abd", "abe", "acd", "ace"]],
  ["(?i)1|2", ["1", "2"]],
  ["(?i)1a", undefined],
  ["a|b*", undefined],
  ["(a|b)c.", undefined],
  ["", [""]],
  ["a||b", ["a", "", "b"]],
  [`(${"a|".repeat(40)}b)(${"a|".repeat(40)}b)`, undefined],
  ["\\Qa.b\\E", ["a.b"]],
])("lists all that %s can match", (source, all) => {
  expect(read(source).literals).toEqual(all);
});

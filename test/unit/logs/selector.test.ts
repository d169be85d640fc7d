import { expect, it } from "vitest";
import { quoted } from "../../../lib/authoring/logs.ts";
import { parseSelector } from "../../../lib/testing/log-pipeline.ts";

it.each([
  '{source="container"}',
  '{ source = "container" , level !~ "debug|info" }',
  String.raw`{source="a"} |~ "^\\s*\\{" !~ "\\blevel=" |= "x" != "\"\t\u00e9\x7f\177"`,
  `{source="a"}|=${quoted('back\\slash, "quotes", `ticks`\nand lines')}`,
])("accepts %s", (selector) => expect(parseSelector(selector)).not.toHaveProperty("problem"));

it.each([
  ['{source="container"} |~ `^\\{`', "`^\\{`"],
  ["{source='container'}", "'container'}"],
  [String.raw`{source="a"} |~ "^\s"`, String.raw`"^\s"`],
  [String.raw`{source="a"} |~ "it\'s"`, String.raw`"it\'s"`],
  ['{source="a"} |~ "two\nlines"', '"two\nlines"'],
  ['{source="a"} |= error', "error"],
  ['{source="a"} | json', "| json"],
  ['{source="a"} = "b"', '= "b"'],
  ['{source=="a"}', '="a"}'],
  ['{source="a",}', "}"],
  ['{source="a"', "the end"],
  ['source="a"', 'source="a"'],
  ["{}", "}"],
  ["", "the end"],
])("refuses %j, and says where", (selector, rest) => {
  expect(parseSelector(selector)).toHaveProperty(
    "problem",
    expect.stringContaining(`, not ${rest === "the end" ? rest : `"${rest}"`}`),
  );
});

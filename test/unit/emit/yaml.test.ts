import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { Document, parse } from "yaml";
import { printYaml } from "../../../lib/emit/emit.ts";
import { runs } from "../../support/properties.ts";

const byPackage = (value: unknown): string =>
  new Document(value, { aliasDuplicateObjects: false }).toString({ lineWidth: 0 });

/** Texts that are made of what YAML gives a meaning, and of what looks like another type. */
const pieces = [..." \n\t:#-?,[]{}&*!|>'\"%@`~\\.\r", "é", "…", "\u0085", "\u2028", "a", "1", "0x1", "1e3"];
const words = [
  "",
  "null",
  "Null",
  "nUll",
  "true",
  "yes",
  "~",
  "0o7",
  "+.inf",
  ".NaN",
  "---",
  "...",
  "<<",
  "=",
  "1.",
  ".5",
];
const anyText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...pieces, "sum by (job) (", "{{ $value }}", ": ", " #", "\n\n") }),
  fc.constantFrom(...words),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
);
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    anyText,
    fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 1e21, 1e-7), fc.boolean()),
    fc.constantFrom(null, undefined),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(anyText, tie("value"), { maxKeys: 4 }),
  ),
})).value;

it("prints every value as the yaml package does", () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      expect(printYaml(value)).toBe(byPackage(value));
    }),
    { numRuns: runs(1000) },
  );
});

it("prints what is read as the same value again", () => {
  // The package itself loses a line of nothing but blanks.
  const text = anyText.filter((one) => one.trim() !== "" || !one.includes("\n"));
  const anyDocument = fc.dictionary(fc.string(), fc.oneof(text, fc.array(text), fc.integer(), fc.boolean()));
  fc.assert(
    fc.property(anyDocument, (value) => {
      expect(parse(printYaml(value))).toEqual({ ...value });
    }),
    { numRuns: runs(400) },
  );
});

it.each([
  ["a date", new Date(0)],
  ["a map", { a: new Map([["b", 1]]) }],
  ["an object with a JSON form", { a: { toJSON: () => "b" } }],
  ["an object that is used twice", [{ a: 1 }].flatMap((one) => [one, one])],
  ["a long key", { ["k".repeat(1100)]: 1 }],
  ["no value", undefined],
])("prints %s as the yaml package does", (_, value) => {
  expect(printYaml(value)).toBe(byPackage(value));
});

it("prints what documents hold without the package, which takes ten times as long", () => {
  const print = vi.spyOn(Document.prototype, "toString");
  const rule = {
    expr: "sum by (job) (\n  rate(a_total[5m])\n) > 0",
    labels: { severity: "critical", limit: "0.5", team: 'it\'s "ours"' },
    annotations: { summary: "{{ $value }} of {{ $labels.job }}: too many", text: "# a\n\n- b\n" },
    for: undefined,
  };
  const text = printYaml({ groups: [{ name: "a", rules: [rule, []], interval: 60, on: true, none: {} }] });
  expect(print).not.toHaveBeenCalled();
  print.mockRestore();
  expect(text).toContain("expr: |-\n");
});

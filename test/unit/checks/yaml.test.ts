import fc from "fast-check";
import { expect, it } from "vitest";
import { LineCounter, parseAllDocuments, stringify } from "yaml";
import { isMap, isScalar, isSeq, readPlainYaml } from "../../../lib/checks/yaml.ts";
import { printYaml } from "../../../lib/emit/emit.ts";
import { accepted, refused, ruleFile } from "../../fixtures/external/rule-files.ts";
import { runs } from "../../support/properties.ts";

/** What readers of nodes see: kinds, values, texts of scalars, and where each begins. */
function shape(node: unknown): unknown {
  if (isMap(node)) return { at: node.range?.[0], map: node.items.map(({ key, value }) => [shape(key), shape(value)]) };
  if (isSeq(node)) return { at: node.range?.[0], seq: node.items.map(shape) };
  if (isScalar(node)) return { at: node.range?.[0], value: node.value, source: node.source };
  return node;
}

/** The nodes of both readers; the first is undefined where the text is left to the package. */
function both(text: string): { plain: unknown; reference: unknown } {
  const lines = new LineCounter();
  const plain = readPlainYaml(text, lines);
  const counted = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: counted });
  const [document] = Array.isArray(documents) ? documents : [];
  const isOne = documents.length === 1 && document?.errors.length === 0;
  const places = (counter: LineCounter) => Array.from(text, (_, i) => counter.linePos(i));
  return {
    plain: plain && { root: shape(plain), places: places(lines) },
    reference: isOne ? { root: shape(document?.contents), places: places(counted) } : "refused",
  };
}

const printed = `groups:
  - name: hosts
    interval: 30s
    limit: 5
    rules:
      # Once a minute.
      - record: job:up:sum
        expr: sum by (job) (up{job="a"}) > 0.5
        labels:
          tier: "1"
          note: 'it''s'
      - alert: HostDown
        expr: |-
          up{job=~".+"} == 0

          and on (instance)
            rate(x[5m]) > 1
        for: 5m
        annotations:
          description: |
            A text # of two
            lines.

          summary: "{{ $labels.instance }} is \\"down\\""
`;

it("reads rule files as the yaml package does", () => {
  const { plain, reference } = both(printed);
  expect(plain).toBeDefined();
  expect(plain).toEqual(reference);
});

it.each([...accepted, ...refused].map(([from, to]) => ruleFile.replace(from, to)))("reads or leaves %#", (text) => {
  const { plain, reference } = both(text);
  expect(plain ?? reference).toEqual(reference);
});

it.each([
  ["a: 1e3\n"],
  ["a: -.inf\n"],
  ["a: 0x1f\n"],
  ["a: 2026-01-01\n"],
  ["null: a\n"],
  ["a: b\n  c\n"],
  ["a: |\n  b"],
  ["a: >\n  b\n"],
  ["a: b # c\n"],
  ["a: b: c\n"],
  ["a: 1\na: 2\n"],
  ["a:\nb: 1\n"],
  ["a: &x 1\nb: *x\n"],
  ["a: \u00a0b\u00a0\n"],
  ["a: |\n   b\n  c\n"],
  ["a: |\n\n  b\n"],
  ["- a: 1\n"],
  ["a:\n- b: 1\n  c: 2\n- d: 3\n"],
  ["a:\n  -  b:  1\n     c: 2\n"],
  ["a: b\r\n"],
  ["a: b\n---\nc: d\n"],
])("reads as the package, or leaves %j", (text) => {
  const { plain, reference } = both(text);
  expect(plain ?? reference).toEqual(reference);
});

const word = fc.oneof(
  fc.constantFrom(
    "up",
    "5m",
    "1",
    "true",
    "null",
    "~",
    "- a",
    "a: b",
    "a #b",
    "#",
    "'",
    '"',
    "0x1",
    "1e3",
    ".5",
    "-1",
    "",
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: fc.constantFrom("a", " ", "\n", "#", ":", "-", '"', "'", "|", "{", "0", "e"), maxLength: 12 }),
);
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    word,
    fc.integer({ min: -5, max: 1e6 }),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom("a", "expr", "for", "null"), word), tie("value"), { maxKeys: 4 }),
  ),
})).value;

it("reads whatever is printed as the yaml package does, or leaves it to that", () => {
  let read = 0;
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom("groups", "a", "b"), value, { minKeys: 1 }), (map) => {
      for (const text of [`${printYaml(map)}`, stringify(map), stringify(map, { lineWidth: 0, indentSeq: false })]) {
        const { plain, reference } = both(text);
        if (plain) read++;
        expect(plain ?? reference).toEqual(reference);
      }
    }),
    { numRuns: runs(200) },
  );
  expect(read).toBeGreaterThan(50);
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { type Family, type FamilyType, printExposition, type WrittenFamily } from "../../../lib/metrics/exposition.ts";
import { parseExposition } from "../../../lib/metrics/parse-exposition.ts";
import { runs } from "../../support/properties.ts";

const name = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,8}$/).map((word) => `m_${word}`);
const quotedName = fc.string({ minLength: 1, maxLength: 8 }).map((word) => `q.${word.replace(/\r/g, "")}`);
const text = fc.string({ maxLength: 12 }).map((word) => word.replace(/\r/g, ""));
const labelName = fc.oneof(fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,6}$/), quotedName);
const type = fc.constantFrom<FamilyType>("counter", "gauge", "untyped");

const family: fc.Arbitrary<WrittenFamily> = fc
  .record({
    name: fc.oneof(name, quotedName),
    type,
    help: text.map((help) => help.trim()),
    series: fc.uniqueArray(fc.dictionary(labelName, text, { maxKeys: 3 }), {
      maxLength: 4,
      selector: (labels) => JSON.stringify(Object.entries(labels).sort()),
    }),
    value: fc.oneof(fc.double(), fc.integer()),
    timestamp: fc.option(fc.integer({ min: 0, max: 2 ** 42 }), { nil: undefined }),
  })
  .map(({ series, value, timestamp, ...rest }) => ({
    ...rest,
    samples: series.map((labels) => {
      return { name: rest.name, labels: { ...labels }, value, ...(timestamp !== undefined && { timestamp }) };
    }),
  }));

it("reads back whatever it prints", () => {
  fc.assert(
    fc.property(fc.uniqueArray(family, { maxLength: 5, selector: (f) => f.name }), (families) => {
      const read = parseExposition(printExposition(families), "text");
      expect(read.problems).toEqual([]);
      expect(withoutLines(read.families.values())).toEqual(families);
    }),
    { numRuns: runs(300) },
  );
});

it("never throws, whatever it reads", () => {
  const fragment = fc.constantFrom(
    "# TYPE ",
    "# HELP",
    "a",
    "{",
    "}",
    '"',
    "=",
    ",",
    " ",
    "1",
    "\\",
    "\n",
    "# EOF",
    "é",
  );
  fc.assert(
    fc.property(fc.array(fragment), (parts) => void parseExposition(parts.join(""))),
    { numRuns: runs(500) },
  );
});

const withoutLines = (families: Iterable<Family>): WrittenFamily[] =>
  Array.from(families, (f) => ({ ...f, samples: f.samples.map(({ line: _, ...sample }) => sample) }));

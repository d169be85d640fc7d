import { describe, expect, it } from "vitest";
import { addMatchers } from "../../../lib/emit/identity.ts";
import { dedent, labelMatchers, placeAsWritten, promql, promqlSources } from "../../../lib/promql/promql.ts";
import { parseDuration, parseNumber, printDuration, printNumber } from "../../../lib/promql/syntax/numbers.ts";

describe("a number", () => {
  it.each<[string, number | undefined]>([
    ["0", 0],
    ["1_000", 1000],
    ["1_0_0", 100],
    ["017", 15],
    ["0x1F", 31],
    ["0X_ff", 255],
    ["1.5e3", 1500],
    ["1E-2", 0.01],
    [".5", 0.5],
    ["5.", 5],
    ["Inf", Number.POSITIVE_INFINITY],
    ["iNf", Number.POSITIVE_INFINITY],
    ["NaN", Number.NaN],
    ["08", 8],
    ["9223372036854775807", 2 ** 63],
    ["1e309", undefined],
    ["1__0", undefined],
    ["_1", undefined],
    ["1_", undefined],
    ["1_.5", undefined],
    ["0x", undefined],
    ["1e", undefined],
    ["1.2.3", undefined],
    ["x", undefined],
    ["", undefined],
  ])("%j is read as %j", (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each<[number, string]>([
    [0, "0"],
    [-0, "-0"],
    [1, "1"],
    [-2.5, "-2.5"],
    [1e21, "1000000000000000000000"],
    [-1.5e21, "-1500000000000000000000"],
    [1.234e22, "12340000000000000000000"],
    [1e-7, "0.0000001"],
    [-1.5e-7, "-0.00000015"],
    [2.5e-10, "0.00000000025"],
    [Number.POSITIVE_INFINITY, "+Inf"],
    [Number.NEGATIVE_INFINITY, "-Inf"],
    [Number.NaN, "NaN"],
  ])("%j is printed as %s", (value, text) => {
    expect(printNumber(value)).toBe(text);
  });
});

describe("a duration", () => {
  it.each<[string, number | { problem: string }]>([
    ["5m", 300],
    ["1h30m", 5400],
    ["1y2w3d4h5m6s7ms", 31_536_000 + 1_209_600 + 259_200 + 14_400 + 300 + 6 + 0.007],
    ["0s", 0],
    ["1500ms", 1.5],
    ["5", { problem: expect.any(String) as never }],
    ["", { problem: expect.any(String) as never }],
    ["m", { problem: expect.any(String) as never }],
    ["5x", { problem: 'unknown unit "x" in duration "5x"; units are y, w, d, h, m, s, ms' }],
    ["1s1m", { problem: 'units must go from large to small in duration "1s1m"' }],
    ["1m1m", { problem: 'units must go from large to small in duration "1m1m"' }],
    ["300y", { problem: 'duration out of range: "300y"' }],
  ])("%j is read as %j seconds", (text, seconds) => {
    expect(parseDuration(text)).toEqual(seconds);
  });

  it.each<[number, string]>([
    [0, "0s"],
    [1, "1s"],
    [90, "1m30s"],
    [3600, "1h"],
    [86_400, "1d"],
    [90_000, "1d1h"],
    [604_800, "1w"],
    [691_200, "8d"],
    [31_536_000, "1y"],
    [31_622_400, "366d"],
    [0.5, "500ms"],
    [61.25, "1m1s250ms"],
    [-300, "-5m"],
  ])("of %j seconds is printed as %s", (seconds, text) => {
    expect(printDuration(seconds)).toBe(text);
  });
});

describe("matchers added to an expression", () => {
  const added = (text: string, wanted: Readonly<Record<string, string>> = { cluster: '=~"$c"' }) =>
    addMatchers(text, () => wanted);
  it.each([
    ["up", 'up{cluster=~"$c"}'],
    ["up{}", 'up{cluster=~"$c"}'],
    ["up {}", 'up {cluster=~"$c"}'],
    ['up{job="a"}', 'up{job="a",cluster=~"$c"}'],
    ['up{job="a",}', 'up{job="a",cluster=~"$c",}'],
    ['up{cluster="x"}', 'up{cluster="x"}'],
    ['{__name__="up"}', '{__name__="up",cluster=~"$c"}'],
    ["rate(a[5m]) / on (x) sum(b)", 'rate(a{cluster=~"$c"}[5m]) / on (x) sum(b{cluster=~"$c"})'],
    ["b / a", 'b{cluster=~"$c"} / a{cluster=~"$c"}'],
    ["1 + 1", "1 + 1"],
    ["up +", "up +"],
  ])("%s becomes %s", (text, expected) => {
    expect(added(text)).toBe(expected);
  });

  it("are several, without those that a selector has", () => {
    expect(added('up{a="b"}', { a: '="x"', c: '="d"', e: '!="f"' })).toBe('up{a="b",c="d",e!="f"}');
    expect(added("up", {})).toBe("up");
  });

  it("leave the place of a problem where it was written", () => {
    const text = added("sum(up) / sum(down)");
    const at = (part: string) => placeAsWritten({ text, from: text.indexOf(part) });
    expect(at("sum(down")).toEqual({ text: "sum(up) / sum(down)", from: 10 });
    expect(at("up")).toEqual({ text: "sum(up) / sum(down)", from: 4 });
    // What was inserted is where its insertion is.
    expect(at("cluster")).toEqual({ text: "sum(up) / sum(down)", from: 6 });
    expect(placeAsWritten({ text: "never rewritten", from: 3 })).toEqual({ text: "never rewritten", from: 3 });
  });
});

describe("an expression in a definition", () => {
  it("loses its indentation, and the blank lines around it", () => {
    expect(promql`
      sum(
        up
      )
    `).toBe("sum(\n  up\n)");
    expect(promql`up`).toBe("up");
    expect(promql`${"up"} > ${1}`).toBe("up > 1");
    expect(dedent("\n\n    a\n\n      b\n    c\n  \n")).toBe("a\n\n  b\nc");
    expect(dedent("a\n    b\n      c")).toBe("a\nb\n  c");
  });

  it("is remembered with its parts, for each place where it is written", () => {
    const write = () => promql`only_here > ${5}`;
    write();
    write();
    const written = promqlSources("only_here > 5");
    expect(written.length).toBeGreaterThanOrEqual(2);
    expect(written[0]).toMatchObject({ literals: ["only_here > ", ""], values: ["5"] });
    expect(written[0]?.trace.stack).toContain("numbers.test.ts");
    for (let i = 0; i < 200; i++) write();
    expect(promqlSources("only_here > 5")).toHaveLength(100);
    expect(promqlSources("never_written")).toEqual([]);
  });

  it("takes labels as matchers", () => {
    expect(labelMatchers({ a: "b", c: 'd"e' })).toBe('a="b",c="d\\"e"');
    expect(labelMatchers({ a: "b", c: "d" }, ", ")).toBe('a="b", c="d"');
    expect(labelMatchers({})).toBe("");
  });
});

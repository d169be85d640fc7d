import { describe, expect, it } from "vitest";
import { checks } from "../../../lib/checks/index.ts";
import { examples } from "./examples/index.ts";

describe.each(checks.map((check) => [check.name, check] as const))("%s", (name, check) => {
  const { bad, good } = examples[name] ?? {};
  it("finds a problem in its bad example", () => {
    if (!bad) throw new Error(`no bad example of ${name}`);
    expect(Array.from(check.find(bad()))).not.toEqual([]);
  });
  it("finds nothing in its good example", () => {
    if (!good) throw new Error(`no good example of ${name}`);
    expect(Array.from(check.find(good()))).toEqual([]);
  });
});

it("has no two checks of one name", () => {
  const names = checks.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});

it("has no example of a check that does not exist", () => {
  const names = checks.map(({ name }) => name);
  expect(Object.keys(examples).filter((name) => !names.includes(name))).toEqual([]);
});

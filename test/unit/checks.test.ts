import { describe, expect, it } from "vitest";
import { checks } from "../../lib/checks/index.ts";

describe.each(checks.map((check) => [check.name, check] as const))("%s", (_, check) => {
  it("finds its bad example", () => {
    expect(Array.from(check.find(check.bad()))).not.toEqual([]);
  });
  it("passes its good example", () => {
    expect(Array.from(check.find(check.good()))).toEqual([]);
  });
});

it("knows every check by one name", () => {
  const names = checks.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});

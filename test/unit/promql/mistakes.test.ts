import { describe, expect, it } from "vitest";
import { mistakes } from "../../../scripts/mistakes/mistakes.ts";
import { problemsIn } from "../../../scripts/mistakes/table.ts";

describe.each(Object.entries(mistakes))("%s", (_, all) => {
  it.each(all)("finds $wrong", ({ wrong, for: waits }) => {
    expect(problemsIn(wrong, waits)).not.toEqual([]);
  });
  it.each(all)("passes $right", ({ right, for: waits }) => {
    expect(problemsIn(right, waits)).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { complaints } from "../../../scripts/mistakes/complaints.ts";
import { mistakes } from "../../../scripts/mistakes/mistakes.ts";

describe.each(Object.entries(mistakes))("%s", (_, all) => {
  it.each(all)("finds $wrong", ({ wrong, for: waits }) => {
    expect(complaints(wrong, waits)).not.toEqual([]);
  });
  it.each(all)("passes $right", ({ right, for: waits }) => {
    expect(complaints(right, waits)).toEqual([]);
  });
});

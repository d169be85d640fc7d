import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ActionKind, type Decision, excessOf } from "../../../lib/push/decision.ts";
import { runs } from "../../support/properties.ts";

const decisions = (kinds: readonly ActionKind[]): Decision[] =>
  kinds.map((kind, i) => ({ kind, uid: `${i}`, title: "", reason: "" }));
const many = (count: number, kind: ActionKind) => Array.from({ length: count }, () => kind);

describe("prune", () => {
  it.each([
    ["nothing", many(9, "unchanged"), 9, undefined, undefined],
    ["a fifth", [...many(4, "unchanged"), "prune"], 4, undefined, undefined],
    ["more than a fifth", [...many(3, "unchanged"), "prune"], 3, undefined, "1 of 4"],
    ["much, as agreed", many(9, "prune"), 0, 9, undefined],
    ["more than agreed", many(9, "prune"), 0, 8, "9 of 9"],
    ["what is left where nothing is defined", many(9, "prune"), 0, undefined, "nothing is defined"],
    ["little where nothing is defined", [...many(9, "conflict"), "prune"], 0, undefined, "nothing is defined"],
    ["what there is beside all that is new", [...many(50, "create"), "prune"], 50, undefined, "1 of 1"],
    ["what there is beside others' work", [...many(50, "keep"), "prune"], 1, undefined, "1 of 1"],
  ] as const)("of %s", (_, kinds, defined, agreed, message) => {
    const excess = excessOf(decisions(kinds), defined, agreed);
    if (message === undefined) expect(excess).toBeUndefined();
    else expect(excess).toContain(message);
  });

  it("never deletes more than a fifth or the number that was given, whatever is planned", () => {
    const kind = fc.constantFrom<ActionKind>("create", "update", "unchanged", "conflict", "keep", "refuse", "prune");
    const limit = fc.option(fc.nat(20), { nil: undefined });
    fc.assert(
      fc.property(fc.array(kind), fc.nat(3), limit, (kinds, defined, agreed) => {
        const gone = kinds.filter((one) => one === "prune").length;
        if (excessOf(decisions(kinds), defined, agreed) !== undefined) return gone > 0;
        return gone === 0 || gone <= (agreed ?? (defined === 0 ? 0 : kinds.length / 5));
      }),
      { numRuns: runs(100) },
    );
  });
});

import { expect, it } from "vitest";
import { progressReporter } from "../../../lib/cli/push/run.ts";

const done = (uid: string) => ({ decision: { kind: "create", uid, title: uid, reason: "" }, outcome: "done" }) as const;

function shown(isTTY: boolean): string {
  let text = "";
  const write = (part: unknown) => {
    text += part;
    return true;
  };
  const progress = progressReporter({ isTTY, write } as never, 2);
  for (const uid of ["etl", "kafka"]) progress?.(done(uid));
  return text;
}

it("counts on a terminal, and leaves nothing on the line", () => {
  expect(shown(true)).toBe("\r\u001b[K1 of 2: etl\r\u001b[K");
});

it("is quiet elsewhere", () => {
  expect(shown(false)).toBe("");
});

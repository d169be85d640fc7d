import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { locked } from "../../../../lib/cli/programs/tools.ts";

it("lets one work after the other, also after one that failed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bigdata-monitoring-lock-"));
  const steps: string[] = [];
  const work = (name: string) => async () => {
    steps.push(`${name} begins`);
    await sleep(20);
    steps.push(`${name} ends`);
    if (name === "first") throw new Error("first failed");
  };
  const lock = join(folder, "lock");
  const first = locked(lock, work("first"));
  await expect(first).rejects.toThrow("first failed");
  await Promise.all([locked(lock, work("second")), locked(lock, work("third"))]);
  await rm(folder, { recursive: true });
  const [, , second, itsEnd, third, itsEndToo] = steps.map((step) => step.split(" ")[0]);
  expect(steps.slice(0, 2)).toEqual(["first begins", "first ends"]);
  expect([second, third]).toEqual([itsEnd, itsEndToo]);
  expect(second).not.toBe(third);
});

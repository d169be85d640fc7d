import { expect, it } from "vitest";
import { absentTargets } from "../../../lib/index.ts";

it("asks for a job's targets in each cluster that its sources name", () => {
  expect(absentTargets("shop")).toBe('absent(up{job="shop"})');
  const eu = { addresses: ["a"], cluster: "eu" };
  expect(absentTargets("shop", [eu, { dns: ["b"], cluster: "us" }, eu])).toBe(
    'absent(up{job="shop",cluster="eu"}) or absent(up{job="shop",cluster="us"})',
  );
  expect(absentTargets("shop", [eu, { files: ["*.json"] }])).toBe('absent(up{job="shop"})');
});

import { expect, it } from "vitest";
import { runChecks } from "../../../lib/checks/check.ts";
import { alertOn } from "../../../lib/checks/promql/example.ts";
import { promqlChecks } from "../../../lib/checks/promql/index.ts";

const told = (expr: string) =>
  runChecks(alertOn(expr), promqlChecks).map(({ check, message }) => `${check}: ${message}`);

it("says nothing of what is allowed with a reason", () => {
  expect(told("shop_disk_used_ratio >= 0")).toHaveLength(1);
  expect(told("shop_disk_used_ratio >= 0 # allow promql-comparison: fires whenever the shop runs")).toEqual([]);
});

it("allows nothing else", () => {
  expect(told("shop_disk_used_rati >= 0 # allow promql-comparison: fires always")).toEqual([
    'promql-metric: no exporter exposes "shop_disk_used_rati"',
    "promql-allow: this allowance excuses nothing",
  ]);
});

it("asks for a reason, and for a check that there is", () => {
  expect(told("shop_disk_used_ratio >= 0 # allow promql-comparison")).toEqual([
    "promql-allow: an allowance needs a reason",
  ]);
  expect(told("shop_disk_used_ratio # allow promql-units: why not")).toEqual([
    'promql-allow: no check of expressions is called "promql-units"',
  ]);
});

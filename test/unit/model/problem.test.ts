import { expect, it } from "vitest";
import { didYouMean } from "../../../lib/model/problem.ts";

it.each([
  ["que", "queue"],
  ["jbs", "jobs"],
  ["shopp", "shop"],
  ["consumergrop", "consumergroup"],
  ["histogram_quantil", "histogram_quantile"],
])("offers, for %s, the near word %s", (written, near) => {
  expect(didYouMean(written, ["instance", "mode", near])).toBe(`did you mean "${near}"?`);
});

it.each([
  ["pod", "job"],
  ["le", "job"],
  ["host", "port"],
  ["x", "y"],
  ["", "a"],
  ["prometheus", "shop"],
])("offers nothing for %s where there is only %s", (written, far) => {
  expect(didYouMean(written, [far])).toBeUndefined();
});

it("offers the nearest of several", () => {
  expect(didYouMean("shop_request_total", ["shop_request_totals", "shop_requests_totals"])).toContain(
    '"shop_request_totals"',
  );
});

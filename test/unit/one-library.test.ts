import * as named from "bigdata-monitoring";
import { expect, it } from "vitest";
import * as source from "../../lib/index.ts";

it("is one copy, whether tests import it by its name or by its path", () => {
  expect(named.defineDashboard).toBe(source.defineDashboard);
});

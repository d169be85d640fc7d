import { expect, it } from "vitest";
import { composeArguments } from "../../../lib/cli/stack/compose.ts";

it("takes the compose file of the configuration, and overlays from beside it", () => {
  expect(composeArguments({ project: "/shop", demo: true, collector: "alloy" }, "deploy/stack.yml")).toEqual([
    "-f",
    "/shop/deploy/stack.yml",
    "-f",
    "/shop/deploy/docker-compose.demo.yml",
    "--profile",
    "alloy",
  ]);
  expect(composeArguments({ project: "/shop" })).toEqual(["-f", "/shop/compose/docker-compose.monitoring.yml"]);
});

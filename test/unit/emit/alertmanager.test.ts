import { expect, it } from "vitest";
import { wire } from "../../../lib/emit/alertmanager.ts";

it.each([
  ["10s", "10s"],
  ["36h", "36h"],
  ["1d30m", "24h30m"],
  ["1w1d", "192h"],
  ["1y", "8760h"],
  ["1d2h3m", "26h3m"],
])("writes a receiver's duration %s as Go reads it: %s", (duration, written) =>
  expect(wire({ pushoverConfigs: [{ retry: duration, expire: duration }] })).toEqual({
    pushover_configs: [{ retry: written, expire: written }],
  }),
);

it("keeps what Alertmanager reads as a duration of Prometheus", () =>
  expect(wire({ jiraConfigs: [{ reopenDuration: "2w" }] })).toEqual({ jira_configs: [{ reopen_duration: "2w" }] }));

import { describe, expect, it } from "vitest";
import { isHealthy, statesOf } from "../../../lib/cli/stack/states.ts";
import type { Service, Stack } from "../../../lib/model/model.ts";

const service = (port: number, more: Partial<Service> = {}): Service => ({
  title: "Service",
  purpose: "",
  team: "platform",
  port,
  ...more,
});

const stack: Stack = {
  grafana: service(3000, { ui: "http://localhost:3000" }),
  promtail: service(9080, { insteadOf: "alloy" }),
  alloy: service(12345),
  etl: service(9501, { external: true }),
};

// As https://docs.docker.com/reference/cli/docker/compose/ps/ shows it, less the fields that are not read.
const container = (name: string, state = "running", health = "healthy") =>
  JSON.stringify({ Name: `bigdata-${name}`, Service: name, State: state, Health: health, ExitCode: 0 });

const summary = (listing: string) =>
  statesOf(stack, listing).map((one) => `${one.service} ${one.state} ${one.health || "-"} ${one.address}`);

describe("states of services", () => {
  it("reads a line per container, as Compose prints since 2.21", () => {
    expect(summary(`${container("grafana")}\n${container("alloy", "running", "starting")}\n`)).toEqual([
      "grafana running healthy http://localhost:3000",
      "alloy running starting http://localhost:12345",
    ]);
  });

  it("reads an array, as Compose printed before", () => {
    expect(summary(`[${container("grafana", "exited", "")}]`)).toEqual([
      "grafana exited - http://localhost:3000",
      "alloy absent - http://localhost:12345",
    ]);
  });

  it("tells of the collector that runs, and not of the one it stands for", () => {
    expect(summary(container("promtail"))).toEqual([
      "grafana absent - http://localhost:3000",
      "promtail running healthy http://localhost:9080",
    ]);
  });

  it("counts a container without a passing health check as unwell", () => {
    const states = statesOf(stack, [container("grafana"), container("alloy", "running", "")].join("\n"));
    expect(states.map(isHealthy)).toEqual([true, false]);
  });
});

it("shows other containers of the compose files that have a health check, such as a proxy", () => {
  const others = [
    { Service: "web-proxy", Name: "bigdata-web-proxy", State: "running", Health: "unhealthy" },
    { Service: "gate", Name: "bigdata-gate", State: "restarting", Health: "" },
    { Service: "data-owner", Name: "bigdata-data-owner", State: "exited", Health: "" },
  ];
  const states = statesOf({}, others.map((one) => JSON.stringify(one)).join("\n"));
  expect(states.map(({ container, state, health }) => [container, state, health])).toEqual([
    ["bigdata-web-proxy", "running", "unhealthy"],
    ["bigdata-gate", "restarting", ""],
  ]);
});

import { describe, expect, it } from "vitest";
import { isHealthy, statesOf, targetsOf } from "../../../../lib/cli/stack/states.ts";
import type { Service, Stack } from "../../../../lib/model/model.ts";

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

  it("reports the collector that runs, not the one it replaces", () => {
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

const compose = {
  services: {
    "kafka-exporter": { "x-target": { address: `\${KAFKA_ADDRESS:-kafka:9092}`, required: true } },
    prometheus: {},
  },
};

const endpoints = (value: string | undefined, environment: Record<string, string> = {}) =>
  targetsOf(compose, new Map(value === undefined ? [] : [["KAFKA_ADDRESS", value]]), environment)[0]?.endpoints;

it("knows who needs what", () => {
  expect(targetsOf(compose, new Map(), {})).toEqual([
    { service: "kafka-exporter", variable: "KAFKA_ADDRESS", endpoints: ["kafka:9092"], required: true },
  ]);
});

it("reads a value as Docker Compose does: the environment first, and an empty one means the default", () => {
  expect(endpoints("a:1")).toEqual(["a:1"]);
  expect(endpoints("")).toEqual(["kafka:9092"]);
  expect(endpoints("a:1", { KAFKA_ADDRESS: "b:2" })).toEqual(["b:2"]);
});

it.each([
  ["a:1,b:2", ["a:1", "b:2"]],
  ["http://mlflow:5000/path", ["mlflow:5000"]],
  ["https://mlflow", ["mlflow:443"]],
  ["postgres://user:pa=s%2Fs@db/name?sslmode=disable", ["db:5432"]],
  ["one=postgres://u:p@db/x two=mysql://[::1]:3307/y", ["db:5432", "[::1]:3307"]],
  ["postgres://", []],
])("takes the addresses out of %s, without the passwords", (value, expected) => {
  expect(endpoints(value)).toEqual(expected);
});

import { expect, it } from "vitest";
import { targetsOf } from "../../../lib/cli/stack/states.ts";

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

import { describe, expect, it } from "vitest";
import { dropNoise, joinStackTraces, levels, normalizedLevel, parseFields } from "../../../lib/authoring/logs.ts";
import type { LogStage } from "../../../lib/model/logs.ts";

/** RE2 as JavaScript reads it: a leading `(?i)` is a flag here, and named groups have no P. */
const re2 = (text: string): RegExp =>
  new RegExp(text.replace(/^\(\?i\)/, "").replaceAll("(?P<", "(?<"), text.startsWith("(?i)") ? "i" : "");

const expressionsIn = (stages: readonly LogStage[]): RegExp[] =>
  stages.flatMap((stage) => {
    if ("match" in stage) return expressionsIn(stage.match.stages);
    if ("drop" in stage && stage.drop.source === undefined) return [re2(stage.drop.expression)];
    return "regex" in stage ? [re2(stage.regex.expression)] : [];
  });

describe("stack traces", () => {
  const begins = "multiline" in joinStackTraces ? re2(joinStackTraces.multiline.firstLine) : /$^/;
  it.each([
    "2026-11-23 06:00:00 ERROR Job failed",
    '{"level":"error"}',
    "ts=2026-11-23 level=info",
    "Traceback (most recent call last):",
    "Connected to kafka:9092",
    "java.lang.IllegalStateException: no lease",
  ])("%s begins an entry", (line) => expect(line).toMatch(begins));
  it.each([
    "\tat com.example.Job.run(Job.java:42)",
    '  File "job.py", line 3, in run',
    "Caused by: java.net.ConnectException",
    "}",
    "",
  ])("%j continues one", (line) => expect(line).not.toMatch(begins));
});

describe("free text", () => {
  const found = (line: string) =>
    Object.assign({}, ...expressionsIn(parseFields("{}")).map((expression) => expression.exec(line)?.groups));
  it("reads the level from the first words of a line", () => {
    expect(found("2026-11-23 06:00:00,123 WARNING  [pool-1] Slow query").level).toBe("WARNING");
  });
  it("takes no level from the far end of a line", () => {
    expect(found(`${"x".repeat(100)} error`).level).toBeUndefined();
  });
  it("reads the trace id", () => {
    const id = "4bf92f3577b34da6a3ce929d0e0e4736";
    expect(found(`INFO done traceId=${id}`).trace_id).toBe(id);
  });
});

describe("noise", () => {
  const dropped = (line: string) => expressionsIn(dropNoise).some((expression) => expression.test(line));
  it.each([
    '10.0.0.1 - - "GET /-/healthy HTTP/1.1" 200',
    '"GET /metrics HTTP/1.1" 200 4711',
    '{"method":"GET","path":"/healthz"}',
  ])("drops %s", (line) => expect(dropped(line)).toBe(true));
  it.each(['"GET /metrics-report HTTP/1.1" 500', "GET /orders?ready=1", '{"path":"/health-insurance"}'])(
    "keeps %s",
    (line) => expect(dropped(line)).toBe(false),
  );
});

it("gives no two levels one spelling", () => {
  const spellings = Object.entries(levels).flatMap(([level, others]) => [level, ...others]);
  expect(spellings).toEqual([...new Set(spellings)]);
  const template = "template" in normalizedLevel ? normalizedLevel.template.template : "";
  for (const spelling of spellings) expect(template).toContain(`"${spelling}"`);
});

import { levels } from "bigdata-monitoring";
import { expect, test } from "vitest";
import { createLog } from "../../../exporters/common/log.ts";
import type { LogStage } from "../../../lib/model/logs.ts";
import containers from "../../../logs/containers.ts";

const redact = (text: string) => text.replaceAll("s3cret", "***");

function lineOf(level: "info" | "warn" | "error" | "fatal", fields: object, message: string): string {
  const lines: string[] = [];
  createLog("mlflow-exporter", "info", redact, { write: (line) => void lines.push(line) })[level](fields, message);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[^\n]+\n$/);
  return lines[0]?.trim() ?? "";
}

/** RE2 as JavaScript reads it. */
const re2 = (text: string) => new RegExp(text.replace(/^\(\?i\)/, ""), text.startsWith("(?i)") ? "i" : "");

/** What the pipeline of `logs/containers.ts` extracts from a line; its JSON stage is JMESPath of names joined by `||`. */
function extracted(line: string): Record<string, unknown> {
  const fields = JSON.parse(line) as Record<string, unknown>;
  const found: Record<string, unknown> = {};
  const run = (stage: LogStage): void => {
    if ("multiline" in stage) expect(line).toMatch(re2(stage.multiline.firstLine));
    if ("drop" in stage && stage.drop.source === undefined) expect(line).not.toMatch(re2(stage.drop.expression));
    if ("json" in stage)
      for (const [name, expression] of Object.entries(stage.json)) {
        const names = (expression ?? name).split("||").map((one) => one.trim().replaceAll('"', ""));
        found[name] = names.map((one) => fields[one]).find((value) => value !== undefined);
      }
    if (!("match" in stage)) return;
    const filters = [...stage.match.selector.matchAll(/(\|~|!~) ("(?:[^"\\]|\\.)*")/g)];
    const matches = filters.every(([, kind, text = ""]) => re2(JSON.parse(text)).test(line) === (kind === "|~"));
    if (matches) stage.match.stages.forEach(run);
  };
  containers.stages.forEach(run);
  return found;
}

test.each([
  ["info", "info"],
  ["warn", "warning"],
  ["error", "error"],
  ["fatal", "critical"],
] as const)("the log pipeline reads the level %s as %s, and the time", (level, normalized) => {
  const fields = extracted(lineOf(level, { reason: "timeout", error: "first\nsecond {\n}" }, "poll failed"));
  expect([normalized, ...levels[normalized]]).toContain(fields.level);
  expect(fields.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test("a line holds time, level, service, message and fields, without secrets, escapes or endless text", () => {
  const line = lineOf(
    "error",
    { error: `s3cret \u001b[31m${"x".repeat(10_000)}`, count: 3, none: undefined },
    "poll failed",
  );
  expect(line.length).toBeLessThan(1000);
  for (const hidden of ["s3cret", "\u001b"]) expect(line).not.toContain(hidden);
  const { time, ...rest } = JSON.parse(line);
  expect(Date.parse(time)).toBeLessThanOrEqual(Date.now());
  expect(rest).toMatchObject({ level: "error", service: "mlflow-exporter", message: "poll failed", count: 3 });
  expect(Object.keys(rest).sort()).toEqual(["count", "error", "level", "message", "service"]);
});

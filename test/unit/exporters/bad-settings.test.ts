import { expect, test } from "vitest";
import type { Declaration, Setting } from "../../../exporters/common/settings.ts";
import { readSettings } from "../../../exporters/common/settings.ts";
import { dataQualityExporter } from "../../../exporters/data-quality/program.ts";
import { fraudDetectionExporter } from "../../../exporters/fraud-detection/program.ts";
import { mlflowExporter } from "../../../exporters/mlflow/program.ts";

const seconds = "give a duration from 1s to 1d, such as 30s, 5m or 1h";
const statement = "give a duration from 100ms to 1h, such as 30s, 5m or 1h";
const address = "give an address such as http://mlflow:5000";
const source = "give an address such as http://host/path or postgres://user:password@host:5432/database";
const databases = "give name=postgres://user:password@host:5432/database";
const token = "give a token of printable ASCII characters without spaces";

/** Values that a setting refuses, and what it allows. Those of a secret are not printed. */
type Refused = Readonly<Record<string, readonly [readonly string[], string]>>;

const common: Refused = {
  PORT: [["high", "-1", "65536", "1.5", "1e3"], "give a port from 0 (any free one) to 65535"],
  POLL_INTERVAL: [["0s", "999ms", "2d", "24d", "soon", "10", "-5s", "1.5s", "NaN", "99999999999999999999w"], seconds],
  POLL_TIMEOUT: [["0ms", "25h", ""], seconds],
  MAX_SERIES: [
    ["0", "1000001", "999999999999", "many", "1.5", "-1", "Infinity"],
    "give a whole number from 1 to 1000000",
  ],
  LOG_LEVEL: [["loud", "INFO"], "give one of info, warn, error"],
};

const table: Readonly<Record<string, Refused>> = {
  "mlflow-exporter": {
    ...common,
    MLFLOW_TRACKING_URI: [["mlflow:5000", "ftp://mlflow", "http://", "http://m:port", "http://u:%zz@m"], address],
    MLFLOW_TRACKING_TOKEN: [["two words", "line\nbreak", "ümlaut"], token],
    RECOUNT_INTERVAL: [["0s", "31d"], "give a duration from 1s to 30d"],
    ARTIFACTS_PER_POLL: [["0", "10001"], "give a whole number from 1 to 10000"],
  },
  "fraud-detection-exporter": {
    ...common,
    FRAUD_SOURCE_URL: [["fraud", "mysql://db/fraud", "postgres//u:p@db", "postgres://u:%zz@db"], source],
    FRAUD_SOURCE_TOKEN: [["two words"], token],
    FRAUD_SETTLE: [["2d", "never"], "give a duration from 0s to 1d"],
    STATEMENT_TIMEOUT: [["0s", "99ms", "61m"], statement],
    MAX_MODELS: [["0", "20001"], "give a whole number from 1 to 20000"],
  },
  "data-quality-exporter": {
    ...common,
    DATA_QUALITY_DATABASES: [
      ["shop", "=postgres://db", "shop=http://db", "shop=postgres://u:%zz@db", "a=mysql://x a=mysql://y", " "],
      databases,
    ],
    STATEMENT_TIMEOUT: [["0s", "2h"], statement],
  },
};

/** Any text is allowed; whether it can be used is seen at the start. */
const free: Readonly<Record<string, readonly string[]>> = {
  "mlflow-exporter": ["LISTEN_ADDRESS", "MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD"],
  "fraud-detection-exporter": ["LISTEN_ADDRESS", "FRAUD_PREDICTIONS_TABLE", "FRAUD_LABELS_TABLE", "FRAUD_CURSOR_FILE"],
  "data-quality-exporter": ["LISTEN_ADDRESS", "DATA_QUALITY_DATASETS"],
};

const required: Readonly<Record<string, string>> = {
  FRAUD_SOURCE_URL: "postgres://db/fraud",
  DATA_QUALITY_DATABASES: "shop=postgres://db/shop",
};

const programs = [mlflowExporter, fraudDetectionExporter, dataQualityExporter] as const;
const cases = programs.flatMap(({ name, settings }) =>
  Object.entries(table[name] ?? {}).flatMap(([env, [values, allowed]]) =>
    values.filter(Boolean).map((value) => [name, env, value, allowed, settings as Declaration<unknown>] as const),
  ),
);

test.each(cases)("%s refuses %s=%j: %s", (_, env, value, allowed, settings) => {
  const reading = readSettings(settings, [], { ...required, [env]: value });
  const problem = reading.kind === "problems" ? reading.problems.join("\n") : "none";
  expect(problem).toMatch(new RegExp(`^(--[a-z-]+ or )?${env}( or ${env}_FILE)?: [^\n]* is not allowed: [^\n]+$`));
  expect(problem).toContain(allowed);
  const isSecret = problem.includes("_FILE");
  if (isSecret) expect(problem).toMatch(/: (entry \d+ of )?its value is not allowed/);
  else expect(problem).toContain(JSON.stringify(value.replace("u:%zz@m", "***")));
});

test.each(programs)("every setting of $name is in the table, or takes any text", ({ name, settings }) => {
  const names = Object.values(settings as Record<string, Setting<unknown>>).map(({ env }) => env);
  expect([...Object.keys(table[name] ?? {}), ...(free[name] ?? [])].sort()).toEqual(names.sort());
});

test.each(Object.entries(required))("%s must be set", (env) => {
  const { settings } = env.startsWith("FRAUD") ? fraudDetectionExporter : dataQualityExporter;
  const reading = readSettings(settings as Declaration<unknown>, [], {});
  expect(reading).toMatchObject({ problems: [expect.stringMatching(`^${env} or ${env}_FILE: is not set: give `)] });
});

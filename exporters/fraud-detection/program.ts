import contract from "../../metrics/fraud-detection-exporter.ts";
import { stack } from "../../stack.ts";
import { commonSettings, type ExporterProgram } from "../common/exporter.ts";
import { count, duration, optional, secret, sourceUrl, text, token } from "../common/kinds.ts";
import type { SettingsOf } from "../common/settings.ts";
import { openCursor } from "./cursor.ts";
import { followBackend } from "./poll.ts";
import { httpSource } from "./sources/http.ts";
import { postgresSource } from "./sources/postgres.ts";

const settings = {
  ...commonSettings({ port: stack["fraud-detection-exporter"].port, pollInterval: "5s", pollTimeout: "30s" }),
  sourceUrl: secret(sourceUrl("FRAUD_SOURCE_URL", "Where predictions and labels are: postgres://... or http(s)://...")),
  sourceToken: optional(secret(token("FRAUD_SOURCE_TOKEN", "Bearer token, if an HTTP source requires one"))),
  predictionsTable: text("FRAUD_PREDICTIONS_TABLE", "Table or view of predictions", "fraud_predictions"),
  labelsTable: text("FRAUD_LABELS_TABLE", "Table or view of labels", "fraud_labels"),
  settle: duration("FRAUD_SETTLE", "Age from which rows are read: longer than any transaction that writes", "5s", [
    "0s",
    "1d",
  ]),
  statementTimeout: duration("STATEMENT_TIMEOUT", "Time after which the database ends a statement", "20s", [
    "100ms",
    "1h",
  ]),
  cursorFile: optional(text("FRAUD_CURSOR_FILE", "File that keeps the time up to which was counted, over restarts")),
  maxModels: count("MAX_MODELS", "Model versions in memory; each takes about 80 kB", "500", [1, 20_000]),
};

/** The fraud detection exporter. */
export const fraudDetectionExporter: ExporterProgram<typeof contract, SettingsOf<typeof settings>> = {
  name: "fraud-detection-exporter",
  purpose: "exposes what fraud detection predicts and how accurate it is",
  prefix: "fraud",
  contract,
  settings,
  async connect(settings, tools) {
    const { sourceUrl: url, sourceToken: token, cursorFile, maxModels, pollTimeout } = settings;
    const source = url.startsWith("http") ? httpSource({ url, token }) : postgresSource({ ...settings, url });
    return followBackend({ source, cursor: await openCursor(cursorFile), maxModels, budget: pollTimeout / 2 }, tools);
  },
};

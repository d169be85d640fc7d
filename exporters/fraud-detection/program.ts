import contract from "../../metrics/fraud-detection-exporter.ts";
import { stack } from "../../stack.ts";
import { type CommonSettings, commonSettings, type ExporterProgram } from "../common/exporter.ts";
import { count, duration, optional, secret, sourceUrl, text, within } from "../common/kinds.ts";
import type { Declaration } from "../common/settings.ts";
import { openCursor } from "./cursor.ts";
import { followBackend } from "./poll.ts";
import { httpSource } from "./sources/http.ts";
import { postgresSource } from "./sources/postgres.ts";

interface FraudSettings extends CommonSettings {
  readonly sourceUrl: string;
  readonly sourceToken: string | undefined;
  readonly predictionsTable: string;
  readonly labelsTable: string;
  readonly settle: number;
  readonly statementTimeout: number;
  readonly cursorFile: string | undefined;
  readonly maxModels: number;
}

const settings: Declaration<FraudSettings> = {
  ...commonSettings({ port: stack["fraud-detection-exporter"].port, pollInterval: "5s", pollTimeout: "30s" }),
  sourceUrl: secret(sourceUrl("FRAUD_SOURCE_URL", "Where predictions and labels are: postgres://... or http(s)://...")),
  sourceToken: optional(secret(text("FRAUD_SOURCE_TOKEN", "Bearer token, where an HTTP source asks for one"))),
  predictionsTable: text("FRAUD_PREDICTIONS_TABLE", "Table or view of predictions", "fraud_predictions"),
  labelsTable: text("FRAUD_LABELS_TABLE", "Table or view of labels", "fraud_labels"),
  settle: duration("FRAUD_SETTLE", "Age from which rows are read: longer than any transaction that writes", "5s"),
  statementTimeout: duration("STATEMENT_TIMEOUT", "Time after which the database ends a statement", "20s"),
  cursorFile: optional(text("FRAUD_CURSOR_FILE", "File that remembers up to where was counted, over restarts")),
  maxModels: within(count("MAX_MODELS", "Model versions to remember; each takes some 80 kB", "2000"), "1", "20000"),
};

/** The fraud detection exporter. */
export const fraudDetectionExporter: ExporterProgram<typeof contract, FraudSettings> = {
  name: "fraud-detection-exporter",
  purpose: "exposes what fraud detection predicts, and how right it turns out to be",
  prefix: "fraud",
  contract,
  settings,
  async connect(settings, tools) {
    const { sourceUrl: url, sourceToken: token, cursorFile, maxModels, pollTimeout } = settings;
    const source = url.startsWith("http") ? httpSource({ url, token }) : postgresSource({ ...settings, url });
    return followBackend({ source, cursor: await openCursor(cursorFile), maxModels, budget: pollTimeout / 2 }, tools);
  },
};

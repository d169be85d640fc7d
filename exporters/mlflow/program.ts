import contract from "../../metrics/mlflow-exporter.ts";
import { stack } from "../../stack.ts";
import { commonSettings, type ExporterProgram } from "../common/exporter.ts";
import { count, duration, optional, secret, text, token, url } from "../common/kinds.ts";
import type { SettingsOf } from "../common/settings.ts";
import { mlflowBackend } from "./poll.ts";

const settings = {
  ...commonSettings({ port: stack["mlflow-exporter"].port, pollInterval: "60s", pollTimeout: "30s" }),
  mlflowUrl: url("MLFLOW_TRACKING_URI", "Address of the MLflow server", "http://mlflow:5000"),
  username: optional(text("MLFLOW_TRACKING_USERNAME", "User, if the server requires one")),
  password: optional(secret(text("MLFLOW_TRACKING_PASSWORD", "The user's password"))),
  token: optional(secret(token("MLFLOW_TRACKING_TOKEN", "Bearer token, instead of user and password"))),
  recountInterval: duration("RECOUNT_INTERVAL", "Time after which all runs are counted again", "1h", ["1s", "30d"]),
  artifactsPerPoll: count("ARTIFACTS_PER_POLL", "Runs whose artifacts are listed in one poll", "50", [1, 10_000]),
};

type MlflowSettings = SettingsOf<typeof settings>;

/** The MLflow exporter. */
export const mlflowExporter: ExporterProgram<typeof contract, MlflowSettings> = {
  name: "mlflow-exporter",
  purpose: "exposes what an MLflow server tracks and registers",
  prefix: "mlflow",
  contract,
  settings,
  connect: (settings, tools) => mlflowBackend({ ...settings, url: addressOf(settings) }, tools),
};

/** With user and password. */
function addressOf({ mlflowUrl, username, password = "" }: MlflowSettings): string {
  if (username === undefined) return mlflowUrl;
  const address = new URL(mlflowUrl);
  address.username = encodeURIComponent(username);
  address.password = encodeURIComponent(password);
  return address.href.replace(/\/$/, "");
}

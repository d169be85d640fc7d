import contract from "../../metrics/mlflow-exporter.ts";
import { stack } from "../../stack.ts";
import { type CommonSettings, commonSettings, type ExporterProgram } from "../common/exporter.ts";
import { count, duration, optional, secret, text, url } from "../common/kinds.ts";
import type { Declaration } from "../common/settings.ts";
import { mlflowBackend } from "./poll.ts";

interface MlflowSettings extends CommonSettings {
  readonly mlflowUrl: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly token: string | undefined;
  readonly recountInterval: number;
  readonly artifactsPerPoll: number;
}

const settings: Declaration<MlflowSettings> = {
  ...commonSettings({ port: stack["mlflow-exporter"].port, pollInterval: "60s", pollTimeout: "30s" }),
  mlflowUrl: url("MLFLOW_TRACKING_URI", "Address of the MLflow server", "http://mlflow:5000"),
  username: optional(text("MLFLOW_TRACKING_USERNAME", "User, where the server asks for one")),
  password: optional(secret(text("MLFLOW_TRACKING_PASSWORD", "The user's password"))),
  token: optional(secret(text("MLFLOW_TRACKING_TOKEN", "Bearer token, instead of user and password"))),
  recountInterval: duration("RECOUNT_INTERVAL", "Time after which runs are counted from the start", "1h"),
  artifactsPerPoll: count("ARTIFACTS_PER_POLL", "Runs whose artifacts are listed in one poll", "50"),
};

/** The MLflow exporter. */
export const mlflowExporter: ExporterProgram<typeof contract, MlflowSettings> = {
  name: "mlflow-exporter",
  purpose: "exposes what an MLflow server tracks and registers",
  prefix: "mlflow",
  contract,
  settings,
  connect: (settings, tools) =>
    mlflowBackend({ ...settings, url: settings.mlflowUrl, headers: authorization(settings) }, tools),
};

function authorization({ username, password, token }: MlflowSettings): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (username === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ""}`).toString("base64")}` };
}

import { askJson, askText } from "../common/backends/http.ts";
import { boolean, listOf, maybe, number, object, oneOf, type Reader, string } from "../common/backends/read.ts";

export const runStatuses = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;

const experiment = object({
  experiment_id: string,
  name: string,
  lifecycle_stage: oneOf("active", "deleted"),
});

const run = object({
  info: object({
    run_id: string,
    experiment_id: string,
    status: oneOf(...runStatuses),
    start_time: maybe(number),
    end_time: maybe(number),
  }),
  data: maybe(object({ metrics: listOf(object({ key: string, value: number })) })),
});

const registeredModel = object({
  name: string,
  last_updated_timestamp: maybe(number),
  aliases: listOf(object({ alias: string, version: number })),
});

const modelVersion = object({
  name: string,
  version: number,
  current_stage: maybe(oneOf("None", "Staging", "Production", "Archived")),
  status: maybe(oneOf("READY", "PENDING_REGISTRATION", "FAILED_REGISTRATION")),
});

const artifact = object({ path: string, is_dir: maybe(boolean), file_size: maybe(number) });

export type Experiment = ReturnType<typeof experiment>;
export type Run = ReturnType<typeof run>;
export type RegisteredModel = ReturnType<typeof registeredModel>;
export type ModelVersion = ReturnType<typeof modelVersion>;
export type Artifact = ReturnType<typeof artifact>;

export interface RunSearch {
  readonly experimentIds: readonly string[];
  readonly filter: string;
  readonly orderBy: string;
}

/** MLflow's REST API 2.0, as far as we read it. Lists are paged and may be long, so they come item by item. */
export interface MlflowClient {
  version(): Promise<string>;
  experiments(): AsyncIterable<Experiment>;
  runs(search: RunSearch): AsyncIterable<Run>;
  registeredModels(): AsyncIterable<RegisteredModel>;
  modelVersions(): AsyncIterable<ModelVersion>;
  artifacts(runId: string): AsyncIterable<Artifact>;
}

export interface MlflowAddress {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Source: https://mlflow.org/docs/latest/rest-api.html
 * @throws Failure when the server refuses or answers something else than it promises
 */
export function mlflowClient({ url, headers }: MlflowAddress, signal: AbortSignal): MlflowClient {
  const api = `${url}/api/2.0/mlflow`;

  async function* pages<T>(key: string, reader: Reader<T>, ask: (token?: string) => { url: string; body?: unknown }) {
    const page = object({ [key]: listOf(reader), next_page_token: maybe(string) });
    let token: string | undefined;
    do {
      const answer = await askJson({ ...ask(token), headers, signal }, page);
      yield* answer[key] as T[];
      token = answer.next_page_token as string | undefined;
    } while (token);
  }

  const get = (path: string, query: Record<string, string>) => (token?: string) => ({
    url: `${api}/${path}?${new URLSearchParams({ ...query, ...(token && { page_token: token }) })}`,
  });
  const post = (path: string, body: object) => (token?: string) => ({
    url: `${api}/${path}`,
    body: { ...body, ...(token && { page_token: token }) },
  });

  return {
    version: async () => (await askText({ url: `${url}/version`, headers, signal })).trim(),
    experiments: () =>
      pages("experiments", experiment, post("experiments/search", { max_results: 1000, view_type: "ALL" })),
    runs: ({ experimentIds, filter, orderBy }) =>
      pages(
        "runs",
        run,
        post("runs/search", { experiment_ids: experimentIds, filter, order_by: [orderBy], max_results: 1000 }),
      ),
    registeredModels: () =>
      pages("registered_models", registeredModel, get("registered-models/search", { max_results: "1000" })),
    modelVersions: () => pages("model_versions", modelVersion, get("model-versions/search", { max_results: "10000" })),
    artifacts: (runId) => pages("files", artifact, get("artifacts/list", { run_id: runId })),
  };
}

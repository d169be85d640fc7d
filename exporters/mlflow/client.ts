import * as z from "zod";
import { fetchJson, fetchText, type HttpRequest, maxBytes } from "../common/backends/http.ts";
import { listOf, maybe, number } from "../common/backends/read.ts";

export const runStatuses = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;

const experiment = z.object({
  experiment_id: z.string(),
  name: z.string(),
  lifecycle_stage: z.enum(["active", "deleted"]),
});

const run = z.object({
  info: z.object({
    run_id: z.string(),
    experiment_id: z.string(),
    status: z.enum(runStatuses),
    start_time: maybe(number),
    end_time: maybe(number),
  }),
  data: maybe(z.object({ metrics: listOf(z.object({ key: z.string(), value: number })) })),
});

const registeredModel = z.object({
  name: z.string(),
  last_updated_timestamp: maybe(number),
  aliases: listOf(z.object({ alias: z.string(), version: number })),
});

const modelVersion = z.object({
  name: z.string(),
  version: number,
  current_stage: maybe(z.enum(["None", "Staging", "Production", "Archived"])),
  status: maybe(z.enum(["READY", "PENDING_REGISTRATION", "FAILED_REGISTRATION"])),
});

const artifact = z.object({ path: z.string(), is_dir: maybe(z.boolean()), file_size: maybe(number) });

export type Experiment = z.infer<typeof experiment>;
export type Run = z.infer<typeof run>;

export interface RunSearch {
  readonly experimentIds: readonly string[];
  readonly filter: string;
  readonly orderBy: string;
}

export interface MlflowAddress {
  /** With user and password, if the server requires them. */
  readonly url: string;
  readonly token?: string | undefined;
}

export type MlflowClient = ReturnType<typeof mlflowClient>;

/**
 * The part of MLflow's REST API 2.0 that we read. Lists are paged and may be long, so they are read item by item.
 * A client for one poll: experiments and models are kept until its end, so their answers share one limit.
 * Source: https://mlflow.org/docs/latest/rest-api.html
 * @throws Failure if the server refuses a request, or its answer has another shape
 */
export function mlflowClient({ url, token }: MlflowAddress, signal: AbortSignal) {
  const api = `${url}/api/2.0/mlflow`;
  const kept = { token, signal, limit: { bytesLeft: maxBytes } };

  async function* pages<T extends z.ZodType>(
    key: string,
    item: T,
    options: Pick<HttpRequest, "token" | "signal" | "limit">,
    pageOf: (token?: string) => Pick<HttpRequest, "url" | "body">,
  ): AsyncGenerator<z.infer<T>> {
    const page = z.object({ [key]: listOf(item), next_page_token: maybe(z.string()) });
    let pageToken: string | undefined;
    do {
      const answer = await fetchJson({ ...options, ...pageOf(pageToken) }, page);
      yield* answer[key] as z.infer<T>[];
      pageToken = answer.next_page_token as string | undefined;
    } while (pageToken);
  }

  const get = (path: string, query: Record<string, string>) => (pageToken?: string) => ({
    url: `${api}/${path}?${new URLSearchParams({ ...query, ...(pageToken && { page_token: pageToken }) })}`,
  });
  const post = (path: string, body: object) => (pageToken?: string) => ({
    url: `${api}/${path}`,
    body: { ...body, ...(pageToken && { page_token: pageToken }) },
  });

  return {
    version: async () => (await fetchText({ url: `${url}/version`, ...kept })).trim(),
    experiments: () =>
      pages("experiments", experiment, kept, post("experiments/search", { max_results: 1000, view_type: "ALL" })),
    runs: ({ experimentIds, filter, orderBy }: RunSearch) =>
      pages(
        "runs",
        run,
        { token, signal },
        post("runs/search", { experiment_ids: experimentIds, filter, order_by: [orderBy], max_results: 1000 }),
      ),
    registeredModels: () =>
      pages("registered_models", registeredModel, kept, get("registered-models/search", { max_results: "1000" })),
    modelVersions: () =>
      pages("model_versions", modelVersion, kept, get("model-versions/search", { max_results: "10000" })),
    artifacts: (runId: string, signal: AbortSignal) =>
      pages("files", artifact, { token, signal }, get("artifacts/list", { run_id: runId })),
  };
}

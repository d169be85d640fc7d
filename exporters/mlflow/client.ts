import * as z from "zod";
import { AnswerTooLong, fetchJson, fetchText, type HttpRequest } from "../common/backends/http.ts";
import { listOf, maybe, number } from "../common/backends/read.ts";

export const runStatuses = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;

/** Kept, so that its length matters. */
const id = z.string().max(256);

const experiment = z.object({
  experiment_id: id,
  name: z.string(),
  lifecycle_stage: z.enum(["active", "deleted"]),
});

const run = z.object({
  info: z.object({
    run_id: id,
    experiment_id: id,
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

const stage = z.enum(["None", "Staging", "Production", "Archived"]);

const modelVersion = z.object({
  name: z.string(),
  version: number,
  current_stage: maybe(stage),
  status: maybe(z.enum(["READY", "PENDING_REGISTRATION", "FAILED_REGISTRATION"])),
});

const artifact = z.object({ path: z.string(), is_dir: maybe(z.boolean()), file_size: maybe(number) });

export type Experiment = z.infer<typeof experiment>;
export type Run = z.infer<typeof run>;
export type Stage = z.infer<typeof stage>;

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

/** Items of a page, where so many are not more than an answer may have. */
const pageSize = 1000;

type Parameters = Readonly<Record<string, string | number>>;

/**
 * The part of MLflow's REST API 2.0 that we read. Lists are paged and may be long, so they are read item by item.
 * Source: https://mlflow.org/docs/latest/rest-api.html
 * @throws Failure if the server refuses a request, or its answer has another shape
 */
export function mlflowClient({ url, token }: MlflowAddress, signal: AbortSignal) {
  const api = `${url}/api/2.0/mlflow`;

  async function* pages<T extends z.ZodType>(
    key: string,
    item: T,
    requestOf: (page: Parameters) => Pick<HttpRequest, "url" | "body">,
    ended = signal,
  ): AsyncGenerator<z.infer<T>> {
    const shape = z.object({ [key]: listOf(item), next_page_token: maybe(z.string()) });
    let size = pageSize;

    /** A token says where a page begins, whatever its size. */
    async function fetchPage(next: Parameters): Promise<z.infer<typeof shape>> {
      try {
        return await fetchJson({ ...requestOf({ max_results: size, ...next }), token, signal: ended }, shape);
      } catch (error) {
        if (!(error instanceof AnswerTooLong) || size === 1) throw error;
        size = Math.ceil(size / 10);
        return await fetchPage(next);
      }
    }

    let next: Parameters | undefined = {};
    while (next) {
      const page: z.infer<typeof shape> = await fetchPage(next);
      yield* page[key] as z.infer<T>[];
      next = page.next_page_token ? { page_token: page.next_page_token as string } : undefined;
    }
  }

  const get = (path: string, query: Parameters) => (page: Parameters) => ({
    url: `${api}/${path}?${new URLSearchParams(texts({ ...query, ...page }))}`,
  });
  const post = (path: string, body: object) => (page: Parameters) => ({
    url: `${api}/${path}`,
    body: { ...body, ...page },
  });

  return {
    version: async () => (await fetchText({ url: `${url}/version`, token, signal })).trim(),
    experiments: () => pages("experiments", experiment, post("experiments/search", { view_type: "ALL" })),
    runs: ({ experimentIds, filter, orderBy }: RunSearch) =>
      pages("runs", run, post("runs/search", { experiment_ids: experimentIds, filter, order_by: [orderBy] })),
    registeredModels: () => pages("registered_models", registeredModel, get("registered-models/search", {})),
    modelVersions: () => pages("model_versions", modelVersion, get("model-versions/search", {})),
    artifacts: (runId: string, ended: AbortSignal) =>
      pages("files", artifact, get("artifacts/list", { run_id: runId }), ended),
  };
}

const texts = (parameters: Parameters): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, `${value}`]));

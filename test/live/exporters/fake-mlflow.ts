import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** How the server behaves: well, or in one of the ways in which real ones fail. */
export type Behaviour =
  | "ok"
  | "hanging"
  | "hanging-artifacts"
  | "html"
  | "error"
  | "forbidden"
  | "renamed-field"
  | "new-stage";

/**
 * fake-mlflow: answers the part of MLflow's REST API 2.0 that the exporter reads, from memory, two items a page where
 * nothing else is said, so that paging is needed. The test of the real server holds these answers' fields against the real ones.
 */
export interface FakeMlflow {
  readonly url: string;
  behaviour: Behaviour;
  /** Every request so far, as `POST /api/2.0/mlflow/runs/search`. */
  readonly requests: string[];
  readonly data: FakeData;
  close(): Promise<void>;
}

export interface FakeData {
  experiments: Record<string, unknown>[];
  runs: FakeRun[];
  registered_models: Record<string, unknown>[];
  model_versions: Record<string, unknown>[];
  files: Record<string, unknown>[];
}

export interface FakeRun {
  info: { run_id: string; experiment_id: string; status: string; start_time: number; end_time?: number };
  data?: { metrics?: { key: string; value: number | string; timestamp: number; step: number }[] };
}

export async function fakeMlflow(data: FakeData, pageSize = 2): Promise<FakeMlflow> {
  const fake = { url: "", behaviour: "ok" as Behaviour, requests: [] as string[], data, close: async () => {} };
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://fake").pathname;
    fake.requests.push(`${request.method} ${path}`);
    if (fake.behaviour === "hanging") return;
    if (fake.behaviour === "hanging-artifacts" && path.endsWith("/artifacts/list")) return;
    if (fake.behaviour === "error") return response.writeHead(500).end("Internal Server Error");
    if (fake.behaviour === "forbidden") return response.writeHead(403).end("Invalid Host header");
    if (fake.behaviour === "html") return response.writeHead(200).end("<html>Sign in</html>");
    if (path === "/version") return response.end("3.5.0");
    const answer = JSON.stringify(await answerTo(path, request, data, pageSize));
    response.setHeader("content-type", "application/json");
    if (fake.behaviour === "renamed-field") return response.end(answer.replaceAll('"experiment_id"', '"experimentId"'));
    if (fake.behaviour === "new-stage") return response.end(answer.replaceAll('"Production"', '"Shadow"'));
    response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fake.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return fake;
}

async function answerTo(path: string, request: IncomingMessage, data: FakeData, pageSize: number): Promise<unknown> {
  const asked = await queryOf(request);
  const query = { ...asked, pageSize: Math.min(pageSize, Number(asked.max_results ?? pageSize)) };
  switch (path) {
    case "/api/2.0/mlflow/experiments/search":
      return page("experiments", data.experiments, query);
    case "/api/2.0/mlflow/runs/search":
      return page("runs", data.runs.filter(filterOf(query)).sort(byEnd), query);
    case "/api/2.0/mlflow/registered-models/search":
      return page("registered_models", data.registered_models, query);
    case "/api/2.0/mlflow/model-versions/search":
      return page("model_versions", data.model_versions, query);
    case "/api/2.0/mlflow/artifacts/list":
      return { root_uri: "mlflow-artifacts:/", ...page("files", data.files, query) };
    default:
      return { error_code: "ENDPOINT_NOT_FOUND" };
  }
}

async function queryOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  if (request.method === "GET") return Object.fromEntries(new URL(request.url ?? "/", "http://fake").searchParams);
  let text = "";
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}

/** As JSON of protocol buffers: no empty list, no token behind the last page. */
function page(key: string, items: readonly unknown[], query: Record<string, unknown>): Record<string, unknown> {
  const from = Number(query.page_token ?? 0);
  const to = from + Number(query.pageSize);
  const part = items.slice(from, to);
  return {
    ...(part.length > 0 && { [key]: part }),
    ...(to < items.length && { next_page_token: String(to) }),
  };
}

/** Knows the two filters that the exporter writes. */
function filterOf({ filter, experiment_ids }: Record<string, unknown>): (run: FakeRun) => boolean {
  const [, field, value] = /^attributes\.(status|end_time) [=>] '?(\w+)'?$/.exec(String(filter)) ?? [];
  if (field === undefined || value === undefined) throw new Error(`fake-mlflow knows no filter ${filter}`);
  const matches = ({ info }: FakeRun) =>
    field === "status" ? info.status === value : (info.end_time ?? 0) > Number(value);
  return (run) => matches(run) && (experiment_ids as string[]).includes(run.info.experiment_id);
}

const byEnd = (a: FakeRun, b: FakeRun): number => (a.info.end_time ?? 0) - (b.info.end_time ?? 0);

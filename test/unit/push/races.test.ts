import { afterEach, beforeEach, expect, it } from "vitest";
import { connect } from "../../../lib/cli/grafana/connect.ts";
import { dashboardsJob } from "../../../lib/cli/push/jobs.ts";
import { fingerprint, withMarker } from "../../../lib/push/decision.ts";
import { type FakeGrafana, startFakeGrafana } from "../../fakes/grafana/fake-grafana.ts";

const token = "glsa_secret";
const kafka = { uid: "kafka", title: "Kafka", tags: ["bigdata"] };
const marker = { uid: "kafka", source: "dashboards/kafka.ts", project: "ours", fingerprint: fingerprint(kafka) };
const marked = withMarker(kafka, marker);
const timeouts = { attempts: 3, firstPauseMilliseconds: 1, timeoutMilliseconds: 20_000 };
const options = {
  ...{ folder: "bigdata", folderTitle: "Big data", tag: "bigdata", message: "", concurrency: 2, datasources: false },
  project: "ours",
  ...{ force: false, keep: false, prune: false },
};

let grafana: FakeGrafana;
const start = async (version: string) => {
  grafana = await startFakeGrafana({ version, token });
};
const access = () => ({ server: grafana.url, authorization: `Bearer ${token}`, timeouts });
beforeEach(() => start("9.4.0"));
afterEach(() => grafana.stop());

async function push(local: object[], more: object = {}) {
  const files = local.map((json) => ({ uid: "kafka", file: "dashboards/kafka.ts", json: json as typeof kafka }));
  const job = await dashboardsJob(access(), files, { ...options, ...more });
  const results = await job.apply({ concurrency: 2, onError: "continue", signal: new AbortController().signal });
  return results.map(({ outcome, error }) => ({ outcome, error }));
}

it("looks again before it repeats a DELETE, which the classic API does without a lock", async () => {
  grafana.store.put(marked, "bigdata");
  let failed = false;
  grafana.fault = ({ method }) => {
    if (method !== "DELETE" || failed) return undefined;
    failed = true;
    grafana.store.editInUi("kafka", { title: "edited meanwhile" });
    return { answer: 500 };
  };
  expect(await push([], { prune: true })).toMatchObject([{ outcome: "conflict" }]);
  expect(grafana.store.dashboards.get("kafka")?.json.title).toBe("edited meanwhile");
});

it("overwrites by force what it saw, never what came after", async () => {
  grafana.store.put({ ...marked, title: "edited before" }, "bigdata");
  let edited = false;
  grafana.fault = ({ method, path }) => {
    if (!edited && method === "POST" && path.endsWith("/db")) {
      edited = true;
      grafana.store.editInUi("kafka", { title: "edited after" });
    }
    return undefined;
  };
  expect(await push([kafka], { force: true })).toMatchObject([{ outcome: "conflict" }]);
  expect(grafana.store.dashboards.get("kafka")?.json.title).toBe("edited after");
});

it("names the dashboard that took our title while we pushed", async () => {
  grafana.store.folders.set("bigdata", "Big data");
  grafana.fault = ({ method }) => {
    if (method === "POST") grafana.store.put({ ...kafka, uid: "other" }, "bigdata");
    return undefined;
  };
  expect(await push([kafka])).toEqual([{ outcome: "failed", error: expect.stringContaining("rename or move") }]);
});

it("moves a dashboard back to its folder with --force only", async () => {
  grafana.store.put(marked, "elsewhere");
  expect(await push([kafka])).toEqual([]);
  expect(grafana.store.dashboards.get("kafka")?.folder).toBe("elsewhere");
  expect(await push([kafka], { force: true })).toMatchObject([{ outcome: "done" }]);
  expect(grafana.store.dashboards.get("kafka")?.folder).toBe("bigdata");
});

it.each(["9.4.0", "13.2.1"])("prunes at %s what lost its tag", async (version) => {
  await grafana.stop();
  await start(version);
  await push([kafka]);
  const { tags: _, ...untagged } = grafana.store.dashboards.get("kafka")?.json ?? {};
  grafana.store.put(untagged, "bigdata");
  expect(await push([], { prune: true })).toEqual([]);
  expect(await push([], { prune: true, force: true })).toMatchObject([{ outcome: "done" }]);
  expect(grafana.store.dashboards.size).toBe(0);
});

it("refuses a dashboard whose uid is a folder's", async () => {
  grafana.store.folders.set("kafka", "Kafka's folder");
  const job = await dashboardsJob(access(), [{ uid: "kafka", file: "dashboards/kafka.ts", json: kafka }], options);
  expect(job.decisions).toMatchObject([{ kind: "refuse", reason: expect.stringContaining("a folder has the uid") }]);
});

it("does not wait for hours, though a server asks for it", async () => {
  grafana.fault = () => ({ answer: 429, retryAfter: 3600 });
  await expect(push([kafka])).rejects.toThrow("it asks to wait 3600 s");
});

it.each([
  ["stacks-7", "the namespace that the server returns"],
  ["org-3", "the token's organization"],
])("writes to %s: %s", async (namespace) => {
  await grafana.stop();
  await start("13.2.1");
  grafana.store.namespace = namespace;
  expect(await push([kafka])).toMatchObject([{ outcome: "done" }]);
});

it.each([
  ["9.4.0", "Grafana 9.4.0, /api"],
  ["12.3.0", "Grafana 12.3.0, dashboard.grafana.app/v0alpha1"],
  ["13.2.1", "Grafana 13.2.1, dashboard.grafana.app/v0alpha1"],
])("takes the API of Grafana %s that keeps what it is sent", async (version, description) => {
  await grafana.stop();
  await start(version);
  expect((await connect(access(), 1)).description).toBe(description);
  expect(await push([kafka])).toMatchObject([{ outcome: "done" }]);
  expect(await push([kafka])).toEqual([]);
});

it("reports every single refusal of a dashboard", async () => {
  await grafana.stop();
  await start("13.2.1");
  expect(await push([{ ...kafka, title: "" }])).toEqual([
    { outcome: "failed", error: expect.stringContaining("spec.title Required value") },
  ]);
});

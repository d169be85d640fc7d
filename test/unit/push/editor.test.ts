import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dashboardsJob } from "../../../lib/cli/push/jobs.ts";
import { type FakeGrafana, startFakeGrafana } from "../../fakes/grafana/fake-grafana.ts";

const token = "glsa_editor";
const kafka = { uid: "kafka", title: "Kafka", tags: ["bigdata"] };
const options = {
  ...{
    project: "ours",
    folder: "bigdata",
    folderTitle: "Big data",
    tag: "bigdata",
    message: "",
    concurrency: 2,
    datasources: false,
  },
  ...{ force: false, keep: false, prune: false },
};

describe.each([["9.4.0"], ["13.2.1"]])("an Editor at Grafana %s", (version) => {
  let grafana: FakeGrafana;
  beforeEach(async () => {
    grafana = await startFakeGrafana({ version, token });
  });
  afterEach(async () => {
    expect(grafana.violations).toEqual([]);
    await grafana.stop();
  });

  async function push(json = [kafka], more: object = {}) {
    const access = { server: grafana.url, authorization: `Bearer ${token}` };
    const local = json.map((one) => ({ uid: one.uid, file: `dashboards/${one.uid}.ts`, json: one }));
    const job = await dashboardsJob(access, local, { ...options, ...more });
    return job.apply({ concurrency: 2, onError: "continue", signal: new AbortController().signal });
  }

  it("pushes to a Grafana that has neither folders nor dashboards", async () => {
    expect(await push([kafka, { ...kafka, uid: "etl", title: "ETL" }])).toMatchObject([
      { outcome: "done" },
      { outcome: "done" },
    ]);
    expect([...grafana.store.folders]).toEqual([["bigdata", "Big data"]]);
    expect([...grafana.store.dashboards.keys()].sort()).toEqual(["etl", "kafka"]);
  });

  it("prunes the last dashboard, though the answer gets lost", async () => {
    await push();
    let cut = false;
    grafana.fault = ({ method }) => {
      if (method !== "DELETE" || cut) return undefined;
      cut = true;
      return { cut: "after" };
    };
    expect(await push([], { prune: true })).toMatchObject([{ outcome: "done" }]);
    expect(grafana.store.dashboards.size).toBe(0);
  });

  it("names the folder that has the title already", async () => {
    grafana.store.folders.set("theirs", "Big data");
    await expect(push()).rejects.toThrow(/"Big data".*"theirs".*--folder=theirs.*--folder-title/);
    expect(grafana.requests.filter((request) => !request.startsWith("GET"))).toEqual([]);
    expect(grafana.store.dashboards.size).toBe(0);
  });

  it("takes a folder that somebody made meanwhile", async () => {
    grafana.fault = ({ method, path }) => {
      if (method === "POST" && path === "/api/folders") grafana.store.folders.set("bigdata", "Made by hand");
      return undefined;
    };
    expect(await push()).toMatchObject([{ outcome: "done" }]);
  });
});

it("says that it may not see a dashboard that somebody moved to where it has no access", async () => {
  const grafana = await startFakeGrafana({ version: "9.4.0", token });
  try {
    // As 9.4 was observed to answer an Editor for a dashboard that was moved out of all folders.
    grafana.store.put({ ...kafka, uid: "other", title: "Other" }, "bigdata");
    grafana.fault = ({ method, path }) => {
      if (method === "GET" && path === "/api/dashboards/uid/kafka") return { answer: 403 };
      const mismatch = { message: "The dashboard has been changed by someone else", status: "version-mismatch" };
      return method === "POST" && path === "/api/dashboards/db"
        ? { answer: 412, body: JSON.stringify(mismatch) }
        : undefined;
    };
    const access = { server: grafana.url, authorization: `Bearer ${token}` };
    const local = [{ uid: "kafka", file: "dashboards/kafka.ts", json: kafka }];
    const job = await dashboardsJob(access, local, options);
    const results = await job.apply({ concurrency: 1, onError: "continue", signal: new AbortController().signal });
    expect(results).toMatchObject([
      {
        outcome: "failed",
        error: expect.stringMatching(/uid "kafka" exists.*may not see it — move it back as an Admin/),
      },
    ]);
  } finally {
    await grafana.stop();
  }
});

it("does not take for absent what it may not read", async () => {
  const grafana = await startFakeGrafana({ version: "9.4.0", token });
  try {
    grafana.store.put(kafka, "theirs");
    grafana.fault = ({ path }) => (path === "/api/dashboards/uid/kafka" ? { answer: 403 } : undefined);
    const access = { server: grafana.url, authorization: `Bearer ${token}` };
    const local = [{ uid: "kafka", file: "dashboards/kafka.ts", json: kafka }];
    const { decisions } = await dashboardsJob(access, local, options);
    expect(decisions).toMatchObject([
      { kind: "refuse", uid: "kafka", reason: expect.stringContaining("403, permission denied") },
    ]);
  } finally {
    await grafana.stop();
  }
});

it("asks for no other address, whatever uid a search names", async () => {
  const grafana = await startFakeGrafana({ version: "9.4.0", token });
  try {
    for (const uid of ["../../admin", "a/b?c", "a#b"]) grafana.store.put({ ...kafka, uid }, "bigdata");
    const access = { server: grafana.url, authorization: `Bearer ${token}` };
    await dashboardsJob(access, [], { ...options, prune: true });
    expect(
      grafana.requests.filter((request) => !/^GET \/api(s|\/(health|search|dashboards\/uid\/[^/?#]+$))/.test(request)),
    ).toEqual([]);
    grafana.store.put({ ...kafka, uid: ".." }, "bigdata");
    const asked = grafana.requests.length;
    expect((await dashboardsJob(access, [], { ...options, prune: true })).decisions).not.toContainEqual(
      expect.objectContaining({ uid: ".." }),
    );
    expect(grafana.requests.slice(asked)).not.toContain("GET /api/dashboards/uid/..");
  } finally {
    await grafana.stop();
  }
});

import { afterEach, beforeEach, expect, it } from "vitest";
import { datasourceWriter, planDatasources } from "../../../lib/cli/push/jobs.ts";
import { apply } from "../../../lib/cli/push/run.ts";
import { type DatasourceJson, withDatasourceMarker } from "../../../lib/push/resources.ts";
import { type FakeGrafana, startFakeGrafana } from "../../fakes/grafana/fake-grafana.ts";

const policy = { project: "ours", force: false, keep: false };
const prometheus: DatasourceJson = {
  uid: "prometheus",
  name: "Prometheus",
  type: "prometheus",
  access: "proxy",
  url: "http://prometheus:9090",
  isDefault: true,
  jsonData: { timeInterval: "30s" },
};

let grafana: FakeGrafana;
beforeEach(async () => {
  grafana = await startFakeGrafana({ version: "13.2.1", token: "glsa_editor", adminToken: "glsa_secret" });
});
afterEach(async () => {
  expect(grafana.violations).toEqual([]);
  await grafana.stop();
});

const access = () => ({ server: grafana.url, authorization: "Bearer glsa_secret" });
const stored = () => grafana.store.datasources.get("prometheus");
const store = (change: object) =>
  grafana.store.datasources.set("prometheus", {
    version: 1,
    secrets: {},
    ...withDatasourceMarker(prometheus, "ours"),
    ...change,
  });

async function push(local: DatasourceJson = prometheus, how = policy) {
  const plan = await planDatasources(access(), [local], { ...how, concurrency: 1 });
  const options = { concurrency: 1, onError: "continue", signal: new AbortController().signal } as const;
  const results = await apply(plan, datasourceWriter(access(), how), options);
  return [plan[0]?.kind, ...results.map(({ outcome }) => outcome)];
}

it("creates what the server lacks, then leaves it alone", async () => {
  expect(await push()).toEqual(["create", "done"]);
  expect(stored()).toMatchObject({ version: 1, url: "http://prometheus:9090" });
  expect(await push()).toEqual(["unchanged"]);
  expect(stored()?.version).toBe(1);
});

it("refuses a name that another datasource has, and names it", async () => {
  grafana.store.datasources.set("old", { version: 1, secrets: {}, ...prometheus, uid: "old" });
  expect(await push()).toEqual(["refuse"]);
  const [decision] = await planDatasources(access(), [prometheus], { ...policy, force: true, concurrency: 1 });
  expect(decision).toMatchObject({
    kind: "refuse",
    reason: expect.stringContaining('"old" has the name "Prometheus"'),
  });
  expect(stored()).toBeUndefined();
});

it("updates what we changed, and keeps secrets and settings that we do not define", async () => {
  store({ secrets: { httpHeaderValue1: "s3cret" }, basicAuth: true });
  expect(await push({ ...prometheus, url: "http://other:9090" })).toEqual(["update", "done"]);
  expect(stored()).toMatchObject({
    url: "http://other:9090",
    secrets: { httpHeaderValue1: "s3cret" },
    basicAuth: true,
  });
});

it("stops at what somebody changed on the server, and names it", async () => {
  store({ url: "http://theirs:9090" });
  const [decision] = await planDatasources(access(), [prometheus], { ...policy, concurrency: 1 });
  expect(decision?.changes).toEqual(['url is "http://theirs:9090" instead of "http://prometheus:9090"']);
  expect(await push()).toEqual(["conflict"]);
  expect(await push(prometheus, { ...policy, keep: true })).toEqual(["keep"]);
  expect(await push(prometheus, { ...policy, force: true })).toEqual(["update", "done"]);
  expect(stored()).toMatchObject({ url: "http://prometheus:9090" });
});

it("refuses what a provisioning file keeps", async () => {
  store({ readOnly: true, url: "http://file:9090" });
  expect(await push(prometheus, { ...policy, force: true })).toEqual(["refuse"]);
});

it("stops at what another project pushed, and adopts what names none", async () => {
  store(withDatasourceMarker(prometheus, "theirs"));
  const [decision] = await planDatasources(access(), [prometheus], { ...policy, concurrency: 1 });
  expect(decision).toMatchObject({ kind: "conflict", reason: expect.stringContaining('the project "theirs"') });
  const marked = withDatasourceMarker(prometheus, "ours");
  const [field = ""] = Object.keys(marked.jsonData).filter((key) => !(key in prometheus.jsonData));
  const old = String(marked.jsonData[field]).split(" ")[0];
  store({ jsonData: { ...prometheus.jsonData, [field]: old } });
  expect(await push({ ...prometheus, url: "http://new:9090" })).toEqual(["update", "done"]);
  expect(stored()?.jsonData[field]).toMatch(/ of ours$/);
});

it("loses no edit that is made between plan and write, not even by force", async () => {
  store({ url: "http://theirs:9090" });
  grafana.fault = ({ method }) => {
    if (method === "PUT") store({ url: "http://later:9090", version: 2 });
    return undefined;
  };
  expect(await push(prometheus, { ...policy, force: true })).toEqual(["update", "conflict"]);
  expect(stored()).toMatchObject({ url: "http://later:9090" });
});

it("pushes a changed field that only `raw` has, and finds it unchanged afterwards", async () => {
  const orders = (user: string) => ({ ...prometheus, type: "postgres", url: "orders:5432", user });
  expect(await push(orders("reader"))).toEqual(["create", "done"]);
  expect(await push(orders("reader"))).toEqual(["unchanged"]);
  expect(await push(orders("grafana"))).toEqual(["update", "done"]);
  expect(stored()).toMatchObject({ user: "grafana" });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import { rulesJob } from "../../../lib/cli/push/jobs.ts";
import type { Model } from "../../../lib/model/model.ts";
import { isWrite } from "../../../lib/push/decision.ts";
import { type FakeRuler, startFakeRuler } from "../../fakes/ruler/fake-ruler.ts";

const all = await loadModel(process.cwd());
const few = { ...all, rules: all.rules.filter(({ name }) => ["hosts", "kafka", "redis"].includes(name)) };
let ruler: FakeRuler;
afterEach(() => ruler.stop());

const namesIn = ({ rules }: Model) => rules.map(({ name }) => name).sort();

async function push(more: object = {}, model: Model = few) {
  const job = await rulesJob(model, { ruler: ruler.rules, namespace: "ours/rules", prune: false, ...more });
  const results = await job.apply({ concurrency: 4, onError: "continue", signal: new AbortController().signal });
  return { written: job.decisions.filter(isWrite), results };
}
const held = () => ruler.namespaces.get("ours/rules");

describe.each([
  ["Mimir", "/prometheus/config/v1/rules"],
  ["Loki", "/loki/api/v1/rules"],
])("push to the fake ruler of %s", (_, prefix) => {
  beforeEach(async () => {
    ruler = await startFakeRuler(prefix);
  });

  it("brings every group, then nothing more", async () => {
    const { results } = await push({ tenant: "platform" }, all);
    expect(results.map(({ outcome }) => outcome)).toEqual(all.rules.map(() => "done"));
    expect([...(held()?.keys() ?? [])].sort()).toEqual(namesIn(all));
    expect([...ruler.tenants]).toEqual(["platform"]);
    ruler.requests.length = 0;
    expect((await push({}, all)).written).toEqual([]);
    expect(ruler.requests).toEqual([`GET ${prefix}/ours%2Frules`]);
  });

  it("reports what differs, fixes it, and prunes its own namespace only if asked", async () => {
    await push();
    const kafka = held()?.get("kafka") as { rules: object[] };
    held()?.set("kafka", { ...kafka, rules: kafka.rules.map((rule) => ({ ...rule, for: "59m" })) });
    held()?.set("old", { name: "old", rules: [{ record: "a", expr: "b" }] });
    ruler.namespaces.set("theirs", new Map([["old", { name: "old", rules: [{ record: "a", expr: "b" }] }]]));
    const { written } = await push();
    expect(written).toMatchObject([{ kind: "update", uid: "kafka", reason: expect.stringContaining("59m") }]);
    expect(held()?.get("kafka")).toEqual(kafka);
    expect(held()?.has("old")).toBe(true);
    expect((await push({ prune: true })).written).toMatchObject([{ kind: "prune", uid: "old" }]);
    expect([...(held()?.keys() ?? [])].sort()).toEqual(namesIn(few));
    expect(ruler.namespaces.get("theirs")?.has("old")).toBe(true);
  });
});

it.each([["."], [".."], [""]])("deletes no more than a group, whatever it is called: %j", async (name) => {
  ruler = await startFakeRuler();
  await push();
  held()?.set("old", { name, rules: [{ record: "a", expr: "b" }] });
  ruler.requests.length = 0;
  expect((await push({ prune: true })).results).toMatchObject([
    { outcome: "failed", error: expect.stringContaining("cannot be part of an address") },
  ]);
  expect(ruler.requests.filter((request) => request.startsWith("DELETE"))).toEqual([]);
});

it("names an address that is no ruler's", async () => {
  ruler = await startFakeRuler();
  ruler.namespaces.set("ours/rules", new Map([["broken", { rules: [{}] }]]));
  await expect(push()).rejects.toThrow("is this the right address?");
});

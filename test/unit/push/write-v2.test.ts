import { afterEach, expect, it, vi } from "vitest";
import { defineDashboard, line, row, showIf, tab } from "../../../lib/authoring/define.ts";
import { stat } from "../../../lib/authoring/panels/index.ts";
import { dashboardsJob, localDashboards } from "../../../lib/cli/push/jobs.ts";
import type { Json } from "../../../lib/diff/json.ts";
import { compileDashboard } from "../../../lib/emit/grafana.ts";
import { settingsOf } from "../../../lib/model/config.ts";
import type { Row } from "../../../lib/model/model.ts";
import { promql } from "../../../lib/promql/promql.ts";
import { type FakeGrafana, type FakeGrafanaOptions, startFakeGrafana } from "../../fakes/grafana/fake-grafana.ts";
import { exampleModel } from "../checks/examples/model.ts";

const token = "glsa_secret";
const options = {
  ...{ folder: "monitoring", folderTitle: "Monitoring", tag: "monitoring", message: "", concurrency: 2 },
  ...{ datasources: false, project: "ours", force: false, keep: false, prune: false },
};

let grafana: FakeGrafana;
const start = async (more: Partial<FakeGrafanaOptions> = {}) => {
  grafana = await startFakeGrafana({ version: "13.2.1", token, ...more });
};
afterEach(async () => {
  vi.restoreAllMocks();
  expect(grafana.violations).toEqual([]);
  await grafana.stop();
});

const up = (title: string) => line(4, [stat(title, { description: "Answers.", unit: "none", query: promql`up` })]);
const tabbed = [
  ...tab("Overview", row("All", up("Up"))),
  ...tab("Databases", showIf({ hasData: true }, row("Redis", up("Redis"))), row("MySQL", up("MySQL"))),
];

/** The project's only dashboard, as it is pushed. */
function defined(rows: readonly Row[], schema: "classic" | "v2" = "v2", title = "Servers") {
  const definition = defineDashboard({ title, question: "Are they up?", rows });
  const settings = settingsOf({ grafana: { schema } });
  const json = compileDashboard("servers", definition, settings);
  const dashboards = [{ name: "servers", file: "dashboards/servers.ts", definition, json }];
  return localDashboards({ ...exampleModel({}), settings, dashboards });
}

const job = (local: ReturnType<typeof defined>, more: object = {}) => {
  const timeouts = { attempts: 1, firstPauseMilliseconds: 1, timeoutMilliseconds: 20_000 };
  return dashboardsJob({ server: grafana.url, authorization: `Bearer ${token}`, timeouts }, local, {
    ...options,
    ...more,
  });
};

/** The planned action, and what became of it. */
async function push(local: ReturnType<typeof defined>, more: object = {}) {
  const planned = await job(local, more);
  const signal = new AbortController().signal;
  const results = await planned.apply({ concurrency: 1, onError: "continue", signal });
  return [planned.decisions.map(({ kind }) => kind).join(), results.map(({ outcome }) => outcome).join()];
}

const stored = () => grafana.store.dashboards.get("servers");
const layoutOf = () => (stored()?.v2?.spec.layout as { kind?: string } | undefined)?.kind;

it("writes tabs and conditions to a Grafana that has schema v2, and nothing where nothing changed", async () => {
  await start();
  expect(await push(defined(tabbed))).toEqual(["create", "done"]);
  expect(stored()?.v2?.version).toBe("v2");
  expect(layoutOf()).toBe("TabsLayout");
  expect(JSON.stringify(stored()?.v2?.spec)).toContain("ConditionalRenderingData");
  expect((await job(defined(tabbed))).server).toContain("dashboard.grafana.app/v2");
  expect(await push(defined(tabbed))).toEqual(["unchanged", ""]);
  expect(await push(defined(tabbed, "v2", "All servers"))).toEqual(["update", "done"]);
  expect(stored()?.v2?.spec.title).toBe("All servers");
  // The uid stands in the metadata only: schema v2 has no field for it.
  expect(stored()?.v2?.spec).not.toHaveProperty("uid");
});

it("takes v2beta1 where there is no v2", async () => {
  await start({ served: ["v2beta1", "v1beta1", "v0alpha1"] });
  expect(await push(defined(tabbed))).toEqual(["create", "done"]);
  expect(stored()?.v2?.version).toBe("v2beta1");
  expect(await push(defined(tabbed))).toEqual(["unchanged", ""]);
});

it.each(["9.4.0", "12.0.0"])("writes classic JSON to Grafana %s, and says what it lacks", async (version) => {
  await start({ version });
  const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  expect(await push(defined(tabbed))).toEqual(["create", "done"]);
  expect(said.mock.calls.join()).toContain("it has no schema v2: servers is written without tabs and conditions");
  expect(stored()?.v2).toBeUndefined();
  expect(JSON.stringify(stored()?.json)).not.toMatch(/"tab"|showIf/);
  said.mockClear();
  expect(await push(defined([row("All", up("Up"))], "v2", "Plain"))).toEqual(["update", "done"]);
  expect(said).not.toHaveBeenCalled();
});

it("asks before it overwrites what somebody changed there, and says what that was", async () => {
  await start();
  await push(defined(tabbed));
  grafana.store.editV2InUi("servers", (spec) => {
    const [first, ...others] = (spec.layout as { spec: { tabs: { spec: Json }[] } }).spec.tabs;
    const renamed = { ...first, spec: { ...first?.spec, title: "Everything" } };
    return { ...spec, layout: { kind: "TabsLayout", spec: { tabs: [renamed, ...others] } } };
  });
  const { decisions } = await job(defined(tabbed));
  expect(decisions).toMatchObject([{ kind: "conflict", reason: expect.stringContaining("changed on the server") }]);
  expect(decisions[0]?.changes?.join()).toContain("Everything");
  expect(await push(defined(tabbed), { keep: true })).toEqual(["keep", ""]);
  expect(await push(defined(tabbed), { force: true })).toEqual(["update", "done"]);
  expect(JSON.stringify(stored()?.v2?.spec)).not.toContain("Everything");
});

it("names what no definition says of what somebody changed there", async () => {
  await start();
  await push(defined(tabbed));
  grafana.store.editV2InUi("servers", (spec) => {
    const items = Object.keys(spec.elements as object).map((name) => ({
      kind: "AutoGridLayoutItem",
      spec: { element: { kind: "ElementReference", name } },
    }));
    const auto = { kind: "AutoGridLayout", spec: { columnWidthMode: "standard", rowHeightMode: "standard", items } };
    return { ...spec, layout: auto };
  });
  const { decisions } = await job(defined(tabbed));
  expect(decisions[0]?.changes?.[0]).toContain("has what no definition says: the auto grid");
});

it("does not lose a write that came between", async () => {
  await start();
  await push(defined(tabbed));
  grafana.fault = ({ method, path }) => {
    if (method === "PUT" && path.includes("/v2/")) {
      grafana.fault = () => undefined;
      grafana.store.editV2InUi("servers", (spec) => ({ ...spec, title: "edited meanwhile" }));
    }
    return undefined;
  };
  expect(await push(defined(tabbed, "v2", "All servers"))).toEqual(["update", "conflict"]);
  expect(stored()?.v2?.spec.title).toBe("edited meanwhile");
});

it("gives what was pushed in classic JSON its tabs, and leaves what has none as it is", async () => {
  await start();
  const plain = [row("All", up("Up"))];
  await push(defined(plain, "classic"));
  expect(stored()?.v2).toBeUndefined();
  expect(await push(defined(plain))).toEqual(["unchanged", ""]);
  await push(defined(tabbed, "classic"));
  const { decisions } = await job(defined(tabbed));
  expect(decisions).toMatchObject([
    { kind: "update", reason: "it is stored in classic JSON, and is written in schema v2" },
  ]);
  expect(await push(defined(tabbed))).toEqual(["update", "done"]);
  expect(layoutOf()).toBe("TabsLayout");
  expect(await push(defined(tabbed))).toEqual(["unchanged", ""]);
});

it("takes the tabs back without a question where only we had given them", async () => {
  await start();
  await push(defined(tabbed));
  expect(await push(defined(tabbed, "classic"))).toEqual(["update", "done"]);
  expect(stored()?.v2).toBeUndefined();
  expect(await push(defined(tabbed, "classic"))).toEqual(["unchanged", ""]);
  await push(defined(tabbed));
  grafana.store.editV2InUi("servers", (spec) => ({ ...spec, title: "edited" }));
  const { decisions } = await job(defined(tabbed, "classic"));
  expect(decisions).toMatchObject([{ kind: "conflict", reason: expect.stringContaining("loses the tabs") }]);
});

it("fails where the server does not know a field, instead of losing it", async () => {
  await start();
  const [local] = defined(tabbed);
  const newer = { ...local, spec: { ...local?.spec, subtitle: "new" } };
  const planned = await job([newer as NonNullable<typeof local>]);
  const results = await planned.apply({
    concurrency: 1,
    onError: "continue",
    signal: new AbortController().signal,
  });
  expect(results).toMatchObject([{ outcome: "failed", error: expect.stringContaining('unknown field "subtitle"') }]);
  expect(stored()).toBeUndefined();
});

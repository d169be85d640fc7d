import { expect, it } from "vitest";
import { parse } from "yaml";
import { loadModel } from "../../../lib/cli/load.ts";
import { datasourceJson, emitDatasources } from "../../../lib/emit/datasources.ts";
import { composeTarget, overriddenTarget } from "../../../lib/emit/emit.ts";
import { validateFiles } from "../../../lib/schemas/validate.ts";

const model = await loadModel(".");
const emitted = (target = composeTarget(model)) =>
  emitDatasources(model, target)
    .filter(({ path }) => path.includes("/datasources/"))
    .map(({ text }) => parse(text).datasources[0]);

it("names each by its file, and addresses it where the target says", () => {
  const addresses = emitted().map(({ uid, url }) => `${uid} ${url}`);
  expect(addresses).toEqual([
    "alertmanager http://alertmanager:9093",
    "loki http://loki:3100",
    "prometheus http://prometheus:9090",
  ]);
  const local = overriddenTarget(composeTarget(model), { loki: "127.0.0.1:7100" });
  expect(emitted(local)[1]?.url).toBe("http://127.0.0.1:7100");
});

it("writes each dollar twice, so that Grafana leaves its own variables alone", () => {
  const text = JSON.stringify(emitted());
  expect(text).toContain("$${__value.raw}");
  expect(text.replaceAll("$$", "")).not.toContain("$");
});

it("links an id to every line that carries it", () => {
  const loki = emitted()[1];
  const [trace] = loki.jsonData.derivedFields;
  const state = new URL(trace.url.replace("$$", "$"), "http://grafana").searchParams.get("left") ?? "";
  expect(JSON.parse(state)).toMatchObject({
    datasource: loki.uid,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's variable, not ours.
    queries: [{ expr: '{source=~".+"} | trace_id="${__value.raw}"' }],
  });
});

it("emits a datasource of another type as it is written, and pushes none of its secrets", () => {
  const raw = { type: "postgres", url: "db:5432", user: "$USER", secureJsonData: { password: "$__file{/run/pw}" } };
  const orders = { name: "orders", file: "datasources/orders.ts", definition: { title: "Orders", raw } };
  const [file] = emitDatasources({ ...model, datasources: [orders] }, composeTarget(model));
  expect(parse(file?.text ?? "").datasources).toEqual([
    { uid: "orders", name: "Orders", access: "proxy", isDefault: false, editable: false, ...raw },
  ]);
  expect(validateFiles(file ? [file] : [])).toEqual([]);
  expect(JSON.stringify(datasourceJson(orders, composeTarget(model)))).not.toContain("password");
});

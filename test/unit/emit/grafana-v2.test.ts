import { expect, it } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import { boardChanges } from "../../../lib/diff/dashboards.ts";
import { diff } from "../../../lib/diff/diff.ts";
import type { Json } from "../../../lib/diff/json.ts";
import { readFiles } from "../../../lib/diff/snapshot.ts";
import { composeTarget } from "../../../lib/emit/emit.ts";
import { emitDashboards } from "../../../lib/emit/grafana.ts";
import { specV2 } from "../../../lib/emit/grafana-v2.ts";
import { classicOfV2, specV2Of } from "../../../lib/pull/schema-v2.ts";

const model = await loadModel(".");
const settings = { ...model.settings, grafana: { ...model.settings.grafana, schema: "v2" as const } };

it.each(model.dashboards.map(({ name, json }) => [name, json] as const))(
  "says the same of %s in schema v2",
  (name, json) => {
    const { board, lost } = classicOfV2(specV2(json) as unknown as Json);
    expect(lost).toEqual([]);
    expect(boardChanges(name, json as unknown as Json, board)).toEqual([]);
  },
);

it("is a resource, whose elements keep their names when panels move", () => {
  const files = emitDashboards({ ...model, settings }, composeTarget(model));
  const resource = JSON.parse(files[0]?.text ?? "");
  expect(resource).toMatchObject({
    apiVersion: "dashboard.grafana.app/v2",
    kind: "Dashboard",
    metadata: { name: model.dashboards[0]?.name, annotations: { "grafana.app/folder": settings.grafana.folder.uid } },
  });
  const names = Object.keys(specV2Of(resource)?.elements ?? {});
  expect(names.length).toBeGreaterThan(5);
  expect(names.every((name) => /^panel-\d+$/.test(name))).toBe(true);
});

it("compares across schemas without noise", () => {
  const classic = readFiles(emitDashboards(model, composeTarget(model)));
  const v2 = readFiles(emitDashboards({ ...model, settings }, composeTarget(model)));
  expect(diff(classic, v2)).toEqual([]);
});

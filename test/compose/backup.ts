import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { urlOf } from "../stack/ask.ts";
import { project } from "./booted.ts";

describe("`backup`", () => {
  it("has a snapshot of Prometheus, whose admin API is closed again afterwards", async () => {
    const out = join(project.folder, "saved");
    const data = join(project.folder, "compose/data/prometheus");
    const { code, output } = await project.stack("backup", "--out", out, "--prometheus-data", data);
    // Where Grafana is a stand-in, its part cannot be saved, and the others are.
    expect([urlOf("grafana") ? 0 : 4, output]).toEqual([code, expect.stringContaining("prometheus: snapshot ")]);
    expect(await readdir(join(out, "prometheus/snapshot"))).not.toEqual([]);
    expect(await readFile(join(out, "alertmanager/alertmanager.yml"), "utf8")).toContain("receivers:");
    const answer = await fetch(`${urlOf("prometheus")}/api/v1/admin/tsdb/snapshot`, { method: "POST" });
    expect(await answer.text()).toContain("admin APIs disabled");
  });
});

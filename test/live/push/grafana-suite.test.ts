import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { environmentWith } from "../../../lib/cli/env.ts";
import { startFakeGrafana } from "../../fakes/grafana/fake-grafana.ts";

const run = promisify(execFile);
const token = "glsa_editor";
const adminToken = "glsa_admin";

it.each(["9.4.0", "13.2.1"])(
  "the suite for real servers holds for a fake Grafana %s, and leaves nothing",
  async (version) => {
    const grafana = await startFakeGrafana({ version, token, adminToken });
    onTestFinished(() => grafana.stop());
    const env = environmentWith({ GRAFANA_TOKEN: token, GRAFANA_ADMIN_TOKEN: adminToken, NO_COLOR: "1" });
    const { stdout } = await run("npm", ["run", "-s", "test:grafana", "--", grafana.url], { env });
    expect(stdout).toContain("7 passed, 0 failed");
    const { dashboards, folders, datasources } = grafana.store;
    expect([dashboards.size, folders.size, datasources.size]).toEqual([0, 0, 0]);
    expect(grafana.violations).toEqual([]);
  },
);

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { grafanaAccess } from "../../../lib/cli/grafana/access.ts";
import { namedTarget } from "../../../lib/cli/grafana/targets.ts";

afterEach(() => vi.unstubAllEnvs());

it("takes a named Grafana from targets.ts, with the variable that holds its token", async () => {
  const project = await mkdtemp(join(tmpdir(), "targets-"));
  onTestFinished(() => rm(project, { recursive: true }));
  await writeFile(
    join(project, "targets.ts"),
    'export const targets = { staging: { server: "https://staging/", orgId: "2", tokenVariable: "STAGING_TOKEN" } };',
  );
  vi.stubEnv("STAGING_TOKEN", "glsa_staging");
  expect(await grafanaAccess({}, await namedTarget(project, "staging"))).toEqual({
    server: "https://staging",
    authorization: "Bearer glsa_staging",
    orgId: "2",
  });
  await expect(namedTarget(project, "live")).rejects.toThrow('no target "live" in targets.ts: there are staging');
});

it("logs in with user and password where there is no token", async () => {
  vi.stubEnv("GRAFANA_TOKEN", "");
  vi.stubEnv("GRAFANA_USER", "admin");
  vi.stubEnv("GRAFANA_PASSWORD", "secret");
  const { authorization } = await grafanaAccess({ server: "http://grafana" });
  expect(authorization).toBe(`Basic ${Buffer.from("admin:secret").toString("base64")}`);
});

it("names the variables that are missing", async () => {
  for (const name of ["GRAFANA_TOKEN", "GRAFANA_USER", "GRAFANA_PASSWORD"]) vi.stubEnv(name, "");
  await expect(grafanaAccess({ server: "http://grafana" })).rejects.toThrow("set GRAFANA_TOKEN, or GRAFANA_USER");
});

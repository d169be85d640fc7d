import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { connect, grafanaAccess, namedTarget } from "../../../lib/cli/grafana/connect.ts";
import { request } from "../../../lib/cli/http/client.ts";
import { UserError } from "../../../lib/cli/outcome.ts";
import { startFakeGrafana } from "../../fakes/grafana/fake-grafana.ts";

afterEach(() => vi.unstubAllEnvs());

it("takes a named Grafana from targets.ts, with the variable that holds its token", async () => {
  const project = await mkdtemp(join(tmpdir(), "targets-"));
  onTestFinished(() => rm(project, { recursive: true }));
  await writeFile(
    join(project, "targets.ts"),
    'export const targets = { staging: { server: "https://staging/", orgId: "2", tokenVariable: "STAGING_TOKEN" } };',
  );
  vi.stubEnv("STAGING_TOKEN", "glsa_staging");
  expect(await grafanaAccess({}, await namedTarget(project, "staging"))).toMatchObject({
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
  const { authorization } = await grafanaAccess({ server: "https://grafana" });
  expect(authorization).toBe(`Basic ${Buffer.from("admin:secret").toString("base64")}`);
});

it("names the variables that are missing", async () => {
  for (const name of ["GRAFANA_TOKEN", "GRAFANA_USER", "GRAFANA_PASSWORD"]) vi.stubEnv(name, "");
  await expect(grafanaAccess({ server: "https://grafana" })).rejects.toThrow("set GRAFANA_TOKEN, or GRAFANA_USER");
});

const printed = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error?.message ?? "";
};

it.each(["glsa_half\nof-it", "glsa_half\r\nX-Evil: 1", "glsa half", "glsa_hälf", "glsa_\u0001"])(
  "names a token that is none, and does not print it: %j",
  async (token) => {
    vi.stubEnv("GRAFANA_TOKEN", token);
    const message = await printed(grafanaAccess({ server: "https://grafana" }));
    expect(message).toContain("GRAFANA_TOKEN: ");
    expect(message).not.toMatch(/half|hälf/);
  },
);

it("forgives a line break after a token, which files end with", async () => {
  vi.stubEnv("GRAFANA_TOKEN", "glsa_secret\n");
  expect((await grafanaAccess({ server: "https://grafana" })).authorization).toBe("Bearer glsa_secret");
});

it.each([
  "https://admin:hunter2@grafana",
  "https://hunter2@grafana/sub",
  "ftp://a:hunter2@b",
  "https://a:hunter2@[",
  "https://a:hunt@er2@b",
])("takes no credentials in an address, and does not print them: %s", async (server) => {
  vi.stubEnv("GRAFANA_TOKEN", "glsa_secret");
  const message = await printed(grafanaAccess({ server }));
  expect(message).not.toMatch(/hunt|er2/);
});

it.each(["0", "-1", "two", "1.5", "1; DROP", "01", " 2"])(
  "refuses an organization that is not a number: %j",
  async (orgId) => {
    vi.stubEnv("GRAFANA_TOKEN", "glsa_secret");
    vi.stubEnv("GRAFANA_ORG_ID", orgId);
    await expect(grafanaAccess({ server: "https://grafana" })).rejects.toThrow("GRAFANA_ORG_ID");
  },
);

it.each([["9.4.0"], ["13.2.1"]])("pushes to no other organization than the one that was named: %s", async (version) => {
  const grafana = await startFakeGrafana({ version, token: "glsa_editor" });
  onTestFinished(() => grafana.stop());
  const access = { server: grafana.url, authorization: "Bearer glsa_editor" };
  grafana.store.organization = { id: 3, name: "Payments" };
  await expect(connect({ ...access, orgId: "2" }, 1)).rejects.toThrow(/organization 3 \("Payments"\).*2/);
  await connect({ ...access, orgId: "3" }, 1);
  await connect(access, 1);
  expect(grafana.violations).toEqual([]);
});

it("warns where credentials travel in the clear, or to whoever answers", async () => {
  vi.stubEnv("GRAFANA_TOKEN", "glsa_secret");
  const warned = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  onTestFinished(() => warned.mockRestore());
  for (const server of ["https://grafana", "http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"])
    await grafanaAccess({ server });
  expect(warned).not.toHaveBeenCalled();
  // Whatever command sends them: not at each request again, and not where there are none.
  const ask = (server: string, login: object) =>
    request(
      { server, timeouts: { attempts: 1, firstPauseMilliseconds: 1, timeoutMilliseconds: 1 }, ...login },
      "GET",
      "/x",
      [200],
    ).catch(() => undefined);
  const login = { authorization: "Bearer glsa_secret" };
  await ask("http://127.0.0.1:9", login);
  await ask("http://grafana.invalid", {});
  expect(warned).not.toHaveBeenCalled();
  await ask("http://grafana.invalid", login);
  await ask("http://grafana.invalid", login);
  expect(warned).toHaveBeenCalledOnce();
  expect(warned).toHaveBeenLastCalledWith(
    expect.stringContaining("http://grafana.invalid: the credentials are sent unencrypted"),
  );
  await grafanaAccess({ server: "https://grafana", insecure: true });
  expect(warned).toHaveBeenLastCalledWith(expect.stringContaining("--insecure"));
});

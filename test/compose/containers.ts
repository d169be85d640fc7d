import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readEnvFile } from "../../lib/cli/stack/env-file.ts";
import { model } from "../stack/ask.ts";
import { engine, inspect, project } from "./booted.ts";

// What the compose file gives the containers: files, secrets, networks. All of it is as in production where the program
// within is a stand-in.

/** Runs a command in a service's container. @returns its stdout @throws Error with its stderr when it fails */
const inside = (service: string, ...command: string[]) => engine.docker("exec", `bigdata-${service}`, ...command);

/** Reads a file of a container; some images have no program that could. */
async function read(service: string, path: string): Promise<string> {
  const copy = join(project.folder, `copy-of-${service}`);
  await engine.docker("cp", "--follow-link", `bigdata-${service}:${path}`, copy);
  return await readFile(copy, "utf8");
}

const built = (path: string) => readFile(join(project.folder, "dist", path), "utf8");

/** What a datasource's server answers to everybody. */
const readyPaths: Readonly<Record<string, string>> = {
  prometheus: "/-/ready",
  alertmanager: "/-/ready",
  loki: "/ready",
};

describe("the container of Grafana", () => {
  it.each(model.dashboards.map(({ name }) => name))("reads the dashboard %s as it was built", async (name) => {
    const mounted = await read("grafana", `/var/lib/grafana/dashboards/${name}.json`);
    expect(JSON.parse(mounted)).toEqual(JSON.parse(await built(`grafana/dashboards/${name}.json`)));
  });

  it.each(model.datasources.map(({ name }) => name))("reaches the server of the datasource %s", async (name) => {
    const text = await read("grafana", `/etc/grafana/provisioning/datasources/${name}.yml`);
    const { datasources } = parse(text) as { datasources: { uid: string; type: string; url: string }[] };
    expect(datasources.map(({ uid }) => uid)).toEqual([name]);
    for (const { type, url } of datasources)
      await inside("grafana", "wget", "-qO-", `${url}${readyPaths[type] ?? `/ of the unknown type ${type}`}`);
  });

  it("reaches its renderer, which reaches it, and reads its secrets", async () => {
    await inside("grafana", "wget", "-qO-", "http://image-renderer:8081/healthz");
    const port = (await inspect("grafana", "{{range $port, $_ := .HostConfig.PortBindings}}{{$port}}{{end}}")).split(
      "/",
    )[0];
    expect(port).toBe("3000");
    const values = await readEnvFile(project.folder);
    for (const [secret, variable] of [
      ["grafana_admin_password", "GRAFANA_ADMIN_PASSWORD"],
      ["grafana_secret_key", "GRAFANA_SECRET_KEY"],
    ] as const)
      expect(await inside("grafana", "cat", `/run/secrets/${secret}`), secret).toBe(values.get(variable));
  });
});

describe("the containers of logs", () => {
  it("read the configurations that were built", async () => {
    expect(await read("alloy", "/etc/alloy/config.alloy")).toBe(await built("alloy/config.alloy"));
    expect(await read("loki", "/etc/loki/loki-config.yml")).toBe(await built("loki/loki-config.yml"));
  });

  it("let the collector reach Loki, Docker's socket, and the host's logs", async () => {
    const request =
      'exec 3<>/dev/tcp/loki/3100 && printf "GET /ready HTTP/1.0\\r\\n\\r\\n" >&3 && grep -q "200 OK" <&3';
    await inside("alloy", "bash", "-c", request);
    await inside("alloy", "bash", "-c", "test -S /var/run/docker.sock && test -d /var/log && test -d /run/log");
  });
});

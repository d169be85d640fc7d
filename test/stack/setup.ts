import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { environmentAddresses } from "../../lib/cli/http/server.ts";

/** Addresses of the servers that are there to be tested; a server that is not has none. */
export type StackUrls = ReturnType<typeof environmentAddresses>;

declare module "vitest" {
  interface ProvidedContext {
    urls: StackUrls;
    /** Of the user `admin`, where a test made it up; else the environment has a login. */
    grafanaPassword: string | undefined;
  }
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const names = ["prometheus", "alertmanager", "grafana", "loki"] as const;
/** Where the compose file publishes them. */
const published: StackUrls = {
  prometheus: "http://127.0.0.1:9090",
  alertmanager: "http://127.0.0.1:9093",
  grafana: "http://127.0.0.1:3000",
  loki: "http://127.0.0.1:3100",
};

/** Takes the addresses that the environment names, or boots the compose file; says what there is not to test. */
export default async function setup(project: TestProject): Promise<void> {
  const named = environmentAddresses();
  const urls = Object.keys(named).length > 0 ? named : await boot();
  project.provide("urls", urls);
  project.provide("grafanaPassword", undefined);
  for (const name of names) console.log(urls[name] ? `${name}: ${urls[name]}` : `${name}: not there, not tested`);
}

async function boot(): Promise<StackUrls> {
  const code = await new Promise((done) => {
    spawn(process.execPath, ["lib/bin/bigdata-monitoring.js", "up"], { cwd: root, stdio: "inherit" }).on("close", done);
  });
  if (code === 0) return published;
  throw new Error(
    "no stack to test: install Docker, or name what runs by PROMETHEUS_URL, ALERTMANAGER_URL, GRAFANA_SERVER and LOKI_URL",
  );
}

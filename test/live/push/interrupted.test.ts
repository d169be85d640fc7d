import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { environmentWith } from "../../../lib/cli/env.ts";
import { type FakeGrafana, startFakeGrafana } from "../../fakes/grafana/fake-grafana.ts";

const cli = fileURLToPath(new URL("../../../lib/bin/bigdata-monitoring.js", import.meta.url));
const token = "glsa_secret";
const boards = 7;

let grafana: FakeGrafana;
beforeEach(async () => {
  grafana = await startFakeGrafana({ version: "13.2.1", token });
});
afterEach(() => grafana.stop());

const start = () =>
  spawn(process.execPath, [cli, "push", "--server", grafana.url, "--concurrency", "2"], {
    env: environmentWith({ GRAFANA_TOKEN: token }),
  });

/** Sends the signal while the third dashboard is being written. */
async function interrupt(signal: NodeJS.Signals) {
  const child = start();
  let [stderr, writes] = ["", 0];
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  grafana.fault = ({ method, path }) => {
    if (method === "POST" && path.endsWith("/dashboards") && ++writes === 3) child.kill(signal);
    return method === "POST" ? { delay: 300 } : undefined;
  };
  const [code] = await once(child, "close");
  grafana.fault = () => undefined;
  return { code, stderr, held: grafana.store.dashboards.size };
}

async function runAgain() {
  const [code] = await once(start(), "close");
  return { code, held: grafana.store.dashboards.size };
}

it("finishes what is under way on Ctrl-C, reports what was not begun, and a second run does the rest", async () => {
  const { code, stderr, held } = await interrupt("SIGINT");
  expect(code).toBe(4);
  expect(stderr).toContain("run push again for the rest");
  expect(stderr.match(/not begun: create/g)).toHaveLength(boards - held);
  expect(held).toBeLessThan(boards);
  expect(await runAgain()).toEqual({ code: 0, held: boards });
});

it("leaves nothing that a second run would not fix when it is killed in the middle", async () => {
  const { code, held } = await interrupt("SIGKILL");
  expect(code).toBeNull();
  expect(held).toBeLessThan(boards);
  expect(await runAgain()).toEqual({ code: 0, held: boards });
});

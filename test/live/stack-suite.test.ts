import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { environmentWith } from "../../lib/cli/env.ts";
import { loadModel } from "../../lib/cli/load.ts";
import { type LocalStack, startLocalStack } from "../../scripts/local/stack.ts";
import { withInterval } from "../support/with-interval.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
let stack: LocalStack;
beforeAll(async () => {
  stack = await startLocalStack(withInterval(await loadModel(root), "5s"));
});
afterAll(() => stack?.stop());

/** Runs the suite as a user would, on what the environment names. */
function testStack(urls: Readonly<Record<string, string>>): Promise<{ code: number; output: string }> {
  const env = environmentWith({ GRAFANA_SERVER: "", LOKI_URL: "", PROMETHEUS_URL: "", ALERTMANAGER_URL: "", ...urls });
  const child = spawn("npx", ["vitest", "run", "--project", "stack"], { cwd: root, env });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  return new Promise((done) => child.on("close", (code) => done({ code: code ?? -1, output })));
}

it("verifies a booted Prometheus and Alertmanager, and reports what is missing", async () => {
  const { code, output } = await testStack({
    PROMETHEUS_URL: stack.prometheus.url,
    ALERTMANAGER_URL: stack.alertmanager.url,
  });
  expect(output).toContain("grafana: not there, not tested");
  expect(output).toContain("loki: not there, not tested");
  expect(output).toContain("6 passed, 0 failed");
  expect(code).toBe(0);
});

it("fails where a server does not hold what was built", async () => {
  const { code, output } = await testStack({ ALERTMANAGER_URL: stack.prometheus.url });
  expect(output).toContain("alertmanager /api/v2/receivers: 404");
  expect(code).not.toBe(0);
});

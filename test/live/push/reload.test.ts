import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { environmentWith } from "../../../lib/cli/env.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import { startAlertmanager } from "../../../scripts/servers/alertmanager.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { emitted } from "../alerting/emitted.ts";

const run = promisify(execFile);
const cli = fileURLToPath(new URL("../../../lib/bin/bigdata-monitoring.js", import.meta.url));

it("reloads Prometheus and Alertmanager, and reports whether they have what is defined", async () => {
  const dist = await emitted(await loadModel(process.cwd()), ["prometheus", "rules", "alertmanager"]);
  const rules = join(dist, "prometheus/rules/kafka.yml");
  const right = await readFile(rules, "utf8");
  await writeFile(rules, right.replaceAll("alert: KafkaUnreachable", "alert: KafkaGone"));
  const prometheus = await startPrometheus({ config: { file: join(dist, "prometheus/prometheus.yml") } });
  onTestFinished(() => prometheus.stop());
  const alertmanager = await startAlertmanager({ config: { file: join(dist, "alertmanager/alertmanager.yml") } });
  onTestFinished(() => alertmanager.stop());
  const env = environmentWith({ PROMETHEUS_URL: prometheus.url, ALERTMANAGER_URL: alertmanager.url });
  const reload = () =>
    run(process.execPath, [cli, "push", "--reload"], { env }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error) => ({ code: error.code as number, stdout: String(error.stdout), stderr: String(error.stderr) }),
    );

  expect(await reload()).toMatchObject({ code: 1, stdout: expect.stringContaining("alert KafkaUnreachable") });
  await writeFile(rules, right);
  expect(await reload()).toEqual({ code: 0, stdout: expect.stringContaining("have the defined rules and routes") });
  await writeFile(rules, "groups: [{}]");
  expect(await reload()).toMatchObject({ code: 2, stderr: expect.stringContaining("answers 500") });
});

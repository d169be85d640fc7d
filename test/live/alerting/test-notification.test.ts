import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import { startAlertmanager } from "../../../scripts/servers/alertmanager.ts";
import { type Sinks, startSinks } from "./sinks.ts";

const cli = fileURLToPath(new URL("../../../lib/bin/bigdata-monitoring.js", import.meta.url));
const model = await loadModel(".");

let sinks: Sinks;
let url: string;
beforeEach(async () => {
  sinks = await startSinks(model);
  const alertmanager = await startAlertmanager({ config: { file: sinks.configFile } });
  onTestFinished(() => alertmanager.stop());
  url = alertmanager.url;
});

it("notifies every channel of the receiver, and nobody else", async () => {
  const { code, stdout } = await testAlert("data-engineering-critical");
  expect(stdout.split("\n")).toEqual([
    expect.stringMatching(/^TestAlert\d+ for data-engineering-critical: severity=critical domain=etl/),
    "  sent by email to data-engineering@bigdata.example (1 of 1)",
    "  sent by slack to #data-engineering-alerts (1 of 1)",
    "  sent by pagerduty to pagerduty_data_engineering (1 of 1)",
    "",
  ]);
  expect(code).toBe(0);
  expect(sinks.mail.mails.items[0]?.text).toContain("This is a test of the receiver data-engineering-critical");
});

it("reports what was not sent, and that the reason is in the log", async () => {
  sinks.web.answerWith(403);
  const { code, stdout } = await testAlert("platform-warning", "--wait", "5");
  expect(stdout).toContain("  sent by email to platform@bigdata.example (1 of 1)");
  expect(stdout).toMatch(/ {2}NOT SENT by slack to #platform-alerts \(0 of 1, \d+ refused: see Alertmanager's log/);
  expect(code).toBe(1);
});

it("notifies every receiver", async () => {
  for (const receiver of Object.keys(model.alerting?.definition.receivers ?? {}))
    expect(await testAlert(receiver), receiver).toMatchObject({ code: 0 });
});

function testAlert(receiver: string, ...more: string[]): Promise<{ code: number; stdout: string }> {
  const args = [cli, "test", "notification", "--receiver", receiver, "--url", url, ...more];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, (_, stdout) => resolve({ code: child.exitCode ?? -1, stdout }));
  });
}

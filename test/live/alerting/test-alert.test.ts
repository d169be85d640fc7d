import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import { startAlertmanager } from "../../../scripts/servers/alertmanager.ts";
import { openPostOffice, type PostOffice } from "./post-office.ts";

const cli = fileURLToPath(new URL("../../../lib/bin/bigdata-monitoring.js", import.meta.url));
const model = await loadModel(".");

let office: PostOffice;
let url: string;
beforeEach(async () => {
  office = await openPostOffice(model);
  const alertmanager = await startAlertmanager({ config: { file: office.configFile } });
  onTestFinished(() => alertmanager.stop());
  url = alertmanager.url;
});

it("tells a team over every channel of its receiver, and nobody else", async () => {
  const { code, stdout } = await testAlert("data-engineering-critical");
  expect(stdout.split("\n")).toEqual([
    expect.stringMatching(/^TestAlert\d+ for data-engineering-critical: severity=critical domain=etl/),
    "  sent by email to data-engineering@bigdata.example (1 of 1)",
    "  sent by slack to #data-engineering-alerts (1 of 1)",
    "  sent by pagerduty to pagerduty_data_engineering (1 of 1)",
    "",
  ]);
  expect(code).toBe(0);
  expect(office.mail.mails.items[0]?.text).toContain("This is a test of the receiver data-engineering-critical");
});

it("tells what did not leave, and why to look in the log", async () => {
  office.web.answerWith(403);
  const { code, stdout } = await testAlert("platform-warning", "--wait", "5");
  expect(stdout).toContain("  sent by email to platform@bigdata.example (1 of 1)");
  expect(stdout).toMatch(/ {2}NOT SENT by slack to #platform-alerts \(0 of 1, \d+ refused: see Alertmanager's log/);
  expect(code).toBe(1);
});

it("reaches every receiver", async () => {
  for (const receiver of Object.keys(model.alerting?.definition.receivers ?? {}))
    expect(await testAlert(receiver), receiver).toMatchObject({ code: 0 });
});

function testAlert(receiver: string, ...more: string[]): Promise<{ code: number; stdout: string }> {
  const args = [cli, "test-alert", "--receiver", receiver, "--url", url, ...more];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, (_, stdout) => resolve({ code: child.exitCode ?? -1, stdout }));
  });
}

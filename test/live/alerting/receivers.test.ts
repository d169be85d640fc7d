import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { missingFields } from "../../../lib/alerting/receivers.ts";
import { run } from "../../../lib/cli/programs/programs.ts";
import { tool } from "../../../lib/cli/programs/tools.ts";
import type { Global, KnownChannel, Receiver } from "../../../lib/model/alerting.ts";
import { everyGlobal, everyReceiver } from "../../support/every-receiver.ts";
import { alertingExample } from "../../unit/checks/examples/model.ts";
import { emitted } from "./emitted.ts";

const channels = Object.entries(everyReceiver) as [KnownChannel, Receiver][];

async function configOf(receiver: Receiver, global: Global): Promise<string> {
  const model = alertingExample({ alerting: { global, receivers: { "platform-critical": receiver } } });
  return join(await emitted(model, ["alertmanager"]), "alertmanager/alertmanager.yml");
}

/** What amtool says of a configuration that it refuses; undefined where it accepts it. */
async function refusal(config: string): Promise<string | undefined> {
  const amtool = await tool("amtool");
  return run(amtool, "check-config", config).then(
    () => undefined,
    (error: { stdout?: string; stderr?: string; message: string }) =>
      `${error.message}${error.stdout ?? ""}${error.stderr ?? ""}`,
  );
}

describe.each(channels)("a receiver for %s", (_, receiver) => {
  it("is accepted by amtool", async () => {
    expect(await refusal(await configOf(receiver, everyGlobal))).toBeUndefined();
  });

  it("lacks a field of global exactly where amtool refuses it", async () => {
    const missing = missingFields(receiver, {});
    const refused = (await refusal(await configOf(receiver, {}))) !== undefined;
    expect(refused, missing.map(({ field }) => field).join(", ")).toBe(missing.length > 0);
  });
});

it("emits secrets by file only, and keys that are not Alertmanager's as they are", async () => {
  const all: Receiver = Object.assign({}, ...Object.values(everyReceiver));
  const text = await readFile(await configOf(all, everyGlobal), "utf8");
  const [{ jira_configs, pagerduty_configs, webhook_configs, msteamsv2_configs }] = parse(text).receivers;
  expect(jira_configs[0].fields).toEqual({ customfield_10001: "blue", dueDate: { inDays: 2 } });
  expect(jira_configs[0].http_config.basic_auth.password_file).toBe("/secrets/jira_password");
  expect(pagerduty_configs[0].details).toHaveProperty("firingAlerts");
  expect(webhook_configs[0].payload).toHaveProperty("alertName");
  expect(msteamsv2_configs[0].webhook_url_file).toBe("/secrets/msteamsv2_url");
});

it("emits a receiver that the library does not know as it is, which amtool accepts", async () => {
  const config = await configOf({ raw: { webhook_configs: [{ url: "http://127.0.0.1:1/" }] } }, {});
  expect(await refusal(config)).toBeUndefined();
  const unknown = await configOf({ raw: { zulip_configs: [{ stream: "platform" }] } }, {});
  expect(await refusal(unknown)).toContain("field zulip_configs not found");
});

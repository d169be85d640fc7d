import { expect, it } from "vitest";
import { messagesOf } from "../../../lib/alerting/messages.ts";
import { addressesOf, knownChannels, missingFields, secretFiles } from "../../../lib/alerting/receivers.ts";
import type { Receiver } from "../../../lib/model/alerting.ts";
import { everyGlobal, everyReceiver } from "../../support/every-receiver.ts";
import { alertingExample } from "../checks/examples/model.ts";

it("names an address for every channel", () => {
  for (const channel of knownChannels) {
    const [address, ...others] = addressesOf(everyReceiver[channel]);
    expect(address, channel).toMatchObject({ channel, to: expect.stringMatching(/./) });
    expect(others).toEqual([]);
  }
  expect(addressesOf({ raw: { zulip_configs: [{}, {}] } })).toEqual([
    { channel: "zulip", to: "(raw)" },
    { channel: "zulip", to: "(raw)" },
  ]);
});

it("finds every file that holds a secret, at any depth, once", () => {
  const receivers = { all: Object.assign({}, ...Object.values(everyReceiver)) as Receiver, again: everyReceiver.webex };
  const { alerting } = alertingExample({ alerting: { receivers, global: everyGlobal } });
  const files = alerting ? secretFiles(alerting.definition) : [];
  expect(files).toEqual([...new Set(files)].sort());
  expect(files).toEqual(
    expect.arrayContaining(["ca.pem", "jira_password", "webex_token", "slack_url", "pushover_token", "incidentio_url"]),
  );
});

it("knows which field a receiver lacks, and takes that of global", () => {
  expect(missingFields(everyReceiver.slack, {})).toEqual([{ channel: "slack", field: "slackApiUrlFile" }]);
  expect(missingFields(everyReceiver.slack, { slackAppTokenFile: "token" })).toEqual([]);
  expect(missingFields({ emailConfigs: [{ to: "a@example.org" }] }, { smtpSmarthost: "smtp:25" })).toEqual([
    { channel: "email", field: "smtpFrom" },
  ]);
});

it("reads the texts of channels that people read", () => {
  const receiver: Receiver = { msteamsv2Configs: [{ webhookUrlFile: "teams", title: "{{ .Status }}", text: "b" }] };
  expect(messagesOf(receiver)).toEqual([
    { channel: "msteamsv2", to: "teams", texts: { title: "{{ .Status }}", text: "b" } },
  ]);
  expect(messagesOf(everyReceiver.webhook)).toEqual([]);
});

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

it.each<[string, Receiver, string]>([
  ["the channel of mattermost", everyReceiver.mattermost, "alerts"],
  ["else its webhook", { mattermostConfigs: [{ webhookUrlFile: "hook" }] }, "hook"],
  ["else that of global", { mattermostConfigs: [{}] }, "the webhook's own channel"],
  [
    "responders of opsgenie by name, user or id",
    {
      opsgenieConfigs: [
        {
          apiKeyFile: "key",
          responders: [
            { name: "platform", username: "x", type: "team" },
            { username: "ann", id: "y", type: "user" },
            { id: "4711", type: "team" },
          ],
        },
      ],
    },
    "platform, ann, 4711",
  ],
  ["else its key", { opsgenieConfigs: [{ apiKeyFile: "key" }] }, "key"],
  ["else that of global", { opsgenieConfigs: [{}] }, "the API key's team"],
  ["a phone number of sns", { snsConfigs: [{ sigv4: {}, phoneNumber: "+49123" }] }, "+49123"],
  ["else its target", { snsConfigs: [{ sigv4: {}, targetArn: "arn" }] }, "arn"],
  ["else nobody", { snsConfigs: [{ sigv4: {} }] }, ""],
  ["a chat of telegram", { telegramConfigs: [{ chatId: 7 }] }, "7"],
  ["else the file that names it", { telegramConfigs: [{ chatIdFile: "chat" }] }, "chat"],
  ["else nobody", { telegramConfigs: [{}] }, ""],
  ["a party of wechat", { wechatConfigs: [{ toParty: "p", toTag: "t" }] }, "p"],
  ["else its tag", { wechatConfigs: [{ toTag: "t", agentId: "a" }] }, "t"],
  ["else its agent", { wechatConfigs: [{ agentId: "a" }] }, "a"],
  ["else everybody", { wechatConfigs: [{}] }, "everybody"],
])("is addressed by %s", (_, receiver, to) => {
  expect(addressesOf(receiver).map((address) => address.to)).toEqual([to]);
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

it.each<[Receiver, string]>([
  [{ emailConfigs: [{ to: "a@example.org" }] }, "smtpSmarthost"],
  [{ emailConfigs: [{ to: "a@example.org", smarthost: "smtp:25" }] }, "smtpFrom"],
  [{ emailConfigs: [{ to: "a@example.org", smarthost: "smtp:25", from: "b@example.org" }] }, ""],
  [{ slackConfigs: [{ channel: "#a" }] }, "slackApiUrlFile"],
  [{ slackConfigs: [{ channel: "#a", apiUrlFile: "url" }] }, ""],
  [{ slackConfigs: [{ channel: "#a", appTokenFile: "token" }] }, ""],
  [{ jiraConfigs: [{ project: "OPS", issueType: "Bug" }] }, "jiraApiUrl"],
  [{ jiraConfigs: [{ project: "OPS", issueType: "Bug", apiUrl: "https://example.org" }] }, ""],
  [{ mattermostConfigs: [{ channel: "a" }] }, "mattermostWebhookUrlFile"],
  [{ mattermostConfigs: [{ webhookUrlFile: "url" }] }, ""],
  [{ opsgenieConfigs: [{}] }, "opsgenieApiKeyFile"],
  [{ opsgenieConfigs: [{ apiKeyFile: "key" }] }, ""],
  [{ rocketchatConfigs: [{ channel: "#a" }] }, "rocketchatTokenFile"],
  [{ rocketchatConfigs: [{ channel: "#a", tokenFile: "token" }] }, "rocketchatTokenIdFile"],
  [{ rocketchatConfigs: [{ channel: "#a", tokenFile: "token", tokenIdFile: "id" }] }, ""],
  [{ snsConfigs: [{ sigv4: {} }] }, "topicArn"],
  [{ snsConfigs: [{ sigv4: {}, targetArn: "arn" }] }, ""],
  [{ telegramConfigs: [{ chatId: 1 }] }, "telegramBotTokenFile"],
  [{ telegramConfigs: [{ botTokenFile: "token" }] }, "chatId"],
  [{ telegramConfigs: [{ botTokenFile: "token", chatIdFile: "chat" }] }, ""],
  [{ victoropsConfigs: [{ routingKey: "a" }] }, "victoropsApiKeyFile"],
  [{ wechatConfigs: [{ corpId: "corp" }] }, "wechatApiSecretFile"],
  [{ wechatConfigs: [{ apiSecretFile: "secret" }] }, "wechatApiCorpId"],
  [{ wechatConfigs: [{ apiSecretFile: "secret", corpId: "corp" }] }, ""],
])("knows which field %j lacks", (receiver, field) => {
  expect(missingFields(receiver, {}).map((missing) => missing.field)).toEqual(field === "" ? [] : [field]);
  expect(missingFields(receiver, { ...everyGlobal, smtpFrom: "a@example.org" })).toEqual(
    // These two are of the receiver alone.
    field === "topicArn" || field === "chatId" ? [{ channel: expect.any(String), field }] : [],
  );
});

it("takes a field that a receiver lacks from global", () => {
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

import { describe, expect, it } from "vitest";
import {
  fieldsOf,
  type MessageField,
  messagesOf,
  renderParts,
  templateFilesOf,
  withRouteLabels,
} from "../../../lib/alerting/messages.ts";
import { knownChannels } from "../../../lib/alerting/receivers.ts";
import { groupLabels, notificationData } from "../../../lib/alerting/routing.ts";
import type { Receiver } from "../../../lib/model/alerting.ts";
import { readMessageTemplates } from "../../../lib/templates/message-templates.ts";
import { everyReceiver } from "../../support/every-receiver.ts";
import { alertingExample } from "../checks/examples/model.ts";

const alert = (labels: Record<string, string>, status: "firing" | "resolved" = "firing") => ({
  status,
  labels,
  annotations: { summary: labels.instance ?? "", action: "Look." },
  startsAt: "2026-11-23T10:31:00Z",
  endsAt: "0001-01-01T00:00:00Z",
  generatorURL: "http://localhost:9090/graph",
});

const a = alert({ alertname: "Down", instance: "a" });
const b = alert({ alertname: "Down", instance: "b" }, "resolved");

describe("groupLabels", () => {
  it("keeps the labels that the route names", () => {
    expect(groupLabels(["alertname", "domain"], a.labels)).toEqual({ alertname: "Down" });
  });

  it("keeps every label for ...", () => {
    expect(groupLabels(["..."], a.labels)).toEqual({ alertname: "Down", instance: "a" });
  });

  it("keeps none where the route names none", () => {
    expect(groupLabels([], a.labels)).toEqual({});
  });
});

describe("the data of a notification", () => {
  const dataOf = (...alerts: (typeof a)[]) => notificationData("info", ["alertname"], alerts, "http://localhost:9093");

  it("has what the alerts of a group have in common, and fires while one of them does", () => {
    expect(dataOf(b, a)).toEqual({
      receiver: "info",
      status: "firing",
      alerts: [b, a],
      groupLabels: { alertname: "Down" },
      commonLabels: { alertname: "Down" },
      commonAnnotations: { action: "Look." },
      externalURL: "http://localhost:9093",
    });
  });

  it("has every label of a single alert, and is resolved when all are", () => {
    expect(dataOf(b)).toMatchObject({ status: "resolved", commonLabels: b.labels, commonAnnotations: b.annotations });
    expect(dataOf()).toMatchObject({ status: "resolved", groupLabels: {}, commonLabels: {} });
  });

  it("has in common only what all of three alerts have", () => {
    const c = alert({ alertname: "Slow", instance: "a" });
    expect(dataOf(a, a, c).commonLabels).toEqual({ instance: "a" });
  });

  it("gets the labels of the route, without those whose template fails", () => {
    const templates = readMessageTemplates({});
    const labels = { page: "{{ .CommonLabels.instance }}", wrong: '{{ template "none" . }}', plain: "x" };
    expect(withRouteLabels(dataOf(a), labels, templates)).toEqual({
      ...dataOf(a),
      routeLabels: { page: "a", plain: "x" },
    });
  });
});

describe("the messages of a receiver", () => {
  const receiver: Receiver = {
    slackConfigs: [
      {
        channel: "#alerts",
        color: "red",
        title: "T",
        titleLink: "L",
        text: "X",
        fields: [{ title: "Team", value: "A" }],
        actions: [{ type: "button", text: "Silence", url: "https://example.org/silence" }],
      },
      { channel: "#plain" },
    ],
    emailConfigs: [
      { to: "a@example.org", headers: { Subject: "S" }, text: "plain", html: "<p>" },
      { to: "b@example.org" },
    ],
    pagerdutyConfigs: [
      {
        routingKeyFile: "key",
        description: "D",
        severity: "critical",
        class: "C",
        component: "O",
        group: "G",
        details: { firing: "F" },
        links: [{ href: "https://example.org", text: "Board" }],
      },
      { routingKeyFile: "other" },
    ],
    telegramConfigs: [{ chatId: 1, message: "M" }],
    jiraConfigs: [{ project: "OPS", issueType: "Bug", summary: { template: "never text" }, description: "D" }],
    webhookConfigs: [{ urlFile: "hook" }],
    incidentioConfigs: [{ urlFile: "io", alertSourceTokenFile: "token" }],
    raw: { zulip_configs: [{ text: "not read" }] },
  };

  it("are those of channels that people read, with their parts by name", () => {
    expect(messagesOf(receiver)).toEqual([
      {
        channel: "slack",
        to: "#alerts",
        texts: {
          color: "red",
          title: "T",
          "title link": "L",
          text: "X",
          Team: "A",
          "[Silence]": "https://example.org/silence",
        },
      },
      { channel: "slack", to: "#plain", texts: {} },
      { channel: "email", to: "a@example.org", texts: { Subject: "S", text: "plain" }, html: "<p>" },
      { channel: "email", to: "b@example.org", texts: {} },
      {
        channel: "pagerduty",
        to: "key",
        texts: {
          description: "D",
          severity: "critical",
          class: "C",
          component: "O",
          group: "G",
          firing: "F",
          "[Board]": "https://example.org",
        },
      },
      { channel: "pagerduty", to: "other", texts: {} },
      { channel: "jira", to: "OPS", texts: { description: "D" } },
      { channel: "telegram", to: "1", texts: { message: "M" } },
    ]);
  });

  it("are rendered part by part, HTML with its own escapes, or say which part fails", () => {
    const templates = readMessageTemplates({ "a.tmpl": '{{ define "name" }}<{{ .Receiver }}>{{ end }}' });
    const data = notificationData("a&b", [], [a], "");
    const message = {
      channel: "email",
      to: "a@example.org",
      texts: { Subject: '{{ template "name" . }} \n' },
    } as const;
    expect(renderParts({ ...message, html: "<b>{{ .Receiver }}</b>" }, data, templates)).toEqual({
      parts: { Subject: "<a&b>", html: "<b>a&amp;b</b>" },
    });
    expect(renderParts(message, data, templates)).toEqual({ parts: { Subject: "<a&b>" } });
    expect(renderParts({ ...message, texts: { text: '{{ template "none" . }}' } }, data, templates)).toEqual({
      problem: expect.stringMatching(/^text: .*"none"/),
    });
  });

  it("use the templates of the project, each in a file", () => {
    const { alerting } = alertingExample({ alerting: { templates: { slack: "A" } } });
    expect(alerting && templateFilesOf(alerting.definition)).toEqual({ "slack.tmpl": "A" });
  });
});

describe("the fields that Alertmanager renders", () => {
  const nameOf = (text: string) => /^\{\{ template "(.+)" \. \}\}$/.exec(text)?.[1] ?? text;
  const describeField = ({ path, text, isHtml, limit }: MessageField) =>
    [
      `${path.join(".")} = ${nameOf(text)}${isHtml ? " (HTML)" : ""}`,
      ...(limit ? [`${limit.most} ${limit.of} ${limit.beyond}`] : []),
    ].join(", ");

  it("are those of the configuration and Alertmanager's defaults, each with the channel's limit", () => {
    expect(knownChannels.flatMap((channel) => fieldsOf(everyReceiver[channel]).map(describeField))).toEqual([
      "emailConfigs.0.html = email.default.html (HTML)",
      "emailConfigs.0.to = a@example.org",
      "emailConfigs.0.headers.Subject = Alert, 998 bytes refused",
      "slackConfigs.0.title = slack.default.title, 1024 characters cut",
      "slackConfigs.0.titleLink = slack.default.titlelink",
      "slackConfigs.0.text = slack.default.text, 3000 characters cut",
      "slackConfigs.0.fallback = slack.default.fallback",
      "slackConfigs.0.color = slack.default.color",
      "slackConfigs.0.channel = #alerts",
      "slackConfigs.0.mrkdwnIn.0 = text",
      "slackConfigs.0.fields.0.title = Team",
      "slackConfigs.0.fields.0.value = A",
      "pagerdutyConfigs.0.description = pagerduty.default.description, 1024 characters cut",
      "pagerdutyConfigs.0.details.firingAlerts = {{ len .Alerts.Firing }}",
      "pagerdutyConfigs.0.links.0.href = https://example.org",
      "pagerdutyConfigs.0.links.0.text = Dashboard",
      "pagerdutyConfigs.0.images.0.src = https://example.org/a.png",
      "webhookConfigs.0.payload.alertName = {{ .CommonLabels.alertname }}",
      "discordConfigs.0.title = Alert, 256 characters cut",
      "discordConfigs.0.message = discord.default.message, 4096 characters cut",
      "discordConfigs.0.content = discord.default.content, 2000 characters cut",
      "discordConfigs.0.avatarUrl = https://example.org/a.png",
      "jiraConfigs.0.summary.template = {{ .CommonLabels.alertname }}, 255 characters cut",
      "jiraConfigs.0.description = jira.default.description, 32767 characters cut",
      "jiraConfigs.0.priority = jira.default.priority",
      "jiraConfigs.0.project = OPS",
      "jiraConfigs.0.issueType = Bug",
      "jiraConfigs.0.labels.0 = alert",
      "jiraConfigs.0.fields.customfield_10001 = blue",
      "mattermostConfigs.0.title = mattermost.default.title",
      "mattermostConfigs.0.text = mattermost.default.text, 16383 characters cut",
      "mattermostConfigs.0.fallback = mattermost.default.fallback",
      "mattermostConfigs.0.color = mattermost.default.color",
      "mattermostConfigs.0.channel = alerts",
      "mattermostConfigs.0.fields.0.title = Team",
      "mattermostConfigs.0.fields.0.value = A",
      "msteamsConfigs.0.title = msteams.default.title",
      "msteamsConfigs.0.summary = Alert",
      "msteamsConfigs.0.text = msteams.default.text",
      "msteamsv2Configs.0.title = Alert",
      "msteamsv2Configs.0.text = msteamsv2.default.text",
      "opsgenieConfigs.0.message = opsgenie.default.message, 130 characters cut",
      "opsgenieConfigs.0.description = opsgenie.default.description",
      "opsgenieConfigs.0.responders.0.name = platform",
      "opsgenieConfigs.0.responders.0.type = team",
      "opsgenieConfigs.0.details.someKey = a",
      "opsgenieConfigs.0.priority = P1",
      "pushoverConfigs.0.title = pushover.default.title, 250 characters cut",
      "pushoverConfigs.0.message = pushover.default.message, 1024 characters cut",
      "pushoverConfigs.0.url = pushover.default.url, 512 characters cut",
      "pushoverConfigs.0.urlTitle = Dashboard",
      "rocketchatConfigs.0.title = rocketchat.default.title, 1024 characters cut",
      "rocketchatConfigs.0.titleLink = rocketchat.default.titlelink",
      "rocketchatConfigs.0.text = rocketchat.default.text",
      "rocketchatConfigs.0.channel = #alerts",
      "rocketchatConfigs.0.actions.0.type = button",
      "rocketchatConfigs.0.actions.0.text = A",
      "rocketchatConfigs.0.actions.0.url = b",
      "snsConfigs.0.subject = sns.default.subject, 100 characters refused",
      "snsConfigs.0.message = sns.default.message",
      "snsConfigs.0.topicArn = arn:aws:sns:eu-central-1:123456789012:alerts",
      "snsConfigs.0.attributes.alertName = A",
      "telegramConfigs.0.message = telegram.default.message (HTML), 4096 characters refused",
      "victoropsConfigs.0.stateMessage = victorops.default.state_message, 20480 characters cut",
      "victoropsConfigs.0.entityDisplayName = victorops.default.entity_display_name",
      "victoropsConfigs.0.routingKey = platform",
      "victoropsConfigs.0.customFields.runbookUrl = https://example.org",
      "webexConfigs.0.message = webex.default.message, 7439 bytes cut",
      "webexConfigs.0.roomId = room",
      "wechatConfigs.0.message = wechat.default.message",
      "wechatConfigs.0.toUser = @all",
      "wechatConfigs.0.messageType = markdown",
      "wechatConfigs.0.agentId = 1",
    ]);
  });

  it("name whom they notify, also in a channel that the library does not know", () => {
    const fields = fieldsOf({
      ...everyReceiver.webex,
      raw: { zulip_configs: [{ html: "<p>", text: ["a"], count: 1, none: null }] },
    });
    expect(fields.map(({ channel, to, path, isHtml }) => [channel, to, path.join("."), isHtml])).toEqual([
      ["webex", "room", "webexConfigs.0.message", false],
      ["webex", "room", "webexConfigs.0.roomId", false],
      ["zulip", "(raw)", "raw.zulip_configs.0.html", true],
      ["zulip", "(raw)", "raw.zulip_configs.0.text.0", false],
    ]);
  });

  it.each<[string, Receiver, boolean]>([
    ["telegram reads as HTML", { telegramConfigs: [{ chatId: 1, message: "M" }] }, true],
    ["telegram reads as Markdown", { telegramConfigs: [{ chatId: 1, message: "M", parseMode: "Markdown" }] }, false],
    [
      "pushover reads as HTML",
      { pushoverConfigs: [{ userKeyFile: "u", tokenFile: "t", message: "M", html: true }] },
      true,
    ],
    ["pushover reads as text", { pushoverConfigs: [{ userKeyFile: "u", tokenFile: "t", message: "M" }] }, false],
    [
      "webex reads",
      { webexConfigs: [{ roomId: "r", message: "M", httpConfig: { authorization: { credentialsFile: "t" } } }] },
      false,
    ],
  ])("have the escapes of a message that %s", (_, receiver, isHtml) => {
    const escaped = fieldsOf(receiver).filter((field) => field.isHtml);
    expect(escaped.map(({ path }) => path.at(-1))).toEqual(isHtml ? ["message"] : []);
  });

  it("are without those that are taken as they are", () => {
    const { pagerdutyConfigs } = everyReceiver.pagerduty;
    const [config] = pagerdutyConfigs ?? [];
    const paths = fieldsOf({
      pagerdutyConfigs: config ? [{ ...config, url: "https://example.org", httpConfig: { proxyUrl: "x" } }] : [],
      emailConfigs: [{ to: "a", from: "b", smarthost: "c:25", hello: "d", authUsername: "e", authIdentity: "f" }],
    }).map(({ path }) => path.join("."));
    expect(paths.filter((path) => /url|proxy|smarthost|hello|auth/i.test(path))).toEqual([]);
    expect(paths).toContain("emailConfigs.0.from");
  });

  it("limit a header of a mail by its name, not a field of the same name elsewhere", () => {
    const fields = fieldsOf({ emailConfigs: [{ to: "a", headers: { Subject: "S", Other: "O" } }] });
    expect(fields.filter(({ limit }) => limit).map(({ path }) => path.join("."))).toEqual([
      "emailConfigs.0.headers.Subject",
    ]);
    const slack = fieldsOf({ slackConfigs: [{ channel: "#c", title: "T", fields: [{ title: "F", value: "V" }] }] });
    expect(slack.filter(({ limit }) => limit?.most === 1024).map(({ path }) => path.join("."))).toEqual([
      "slackConfigs.0.title",
    ]);
  });
});

import type { Global, KnownChannel, Receiver } from "../../lib/model/alerting.ts";

/** Fields of `global` that receivers fall back to. */
export const everyGlobal: Global = {
  jiraApiUrl: "https://jira.example.org",
  mattermostWebhookUrlFile: "mattermost_url",
  opsgenieApiKeyFile: "opsgenie_key",
  rocketchatApiUrl: "https://chat.example.org",
  rocketchatTokenFile: "rocketchat_token",
  rocketchatTokenIdFile: "rocketchat_token_id",
  slackApiUrlFile: "slack_url",
  smtpFrom: "alerts@example.org",
  smtpSmarthost: "smtp.example.org:587",
  smtpTlsConfig: { caFile: "ca.pem", minVersion: "TLS12" },
  telegramBotTokenFile: "telegram_token",
  victoropsApiKeyFile: "victorops_key",
  wechatApiCorpId: "corp",
  wechatApiSecretFile: "wechat_secret",
};

/** One receiver for each channel that the library knows, with nested and renamed fields among its fields. */
export const everyReceiver: Readonly<Record<KnownChannel, Receiver>> = {
  discord: {
    discordConfigs: [{ webhookUrlFile: "discord_url", title: "Alert", avatarUrl: "https://example.org/a.png" }],
  },
  email: {
    emailConfigs: [
      { to: "a@example.org", headers: { Subject: "Alert" }, threading: { enabled: true, threadByDate: "daily" } },
    ],
  },
  incidentio: {
    incidentioConfigs: [{ urlFile: "incidentio_url", alertSourceTokenFile: "incidentio_token", timeout: "10s" }],
  },
  jira: {
    jiraConfigs: [
      {
        project: "OPS",
        issueType: "Bug",
        summary: { template: "{{ .CommonLabels.alertname }}", enableUpdate: false },
        labels: ["alert"],
        reopenDuration: "1h",
        fields: { customfield_10001: "blue", dueDate: { inDays: 2 } },
        httpConfig: { basicAuth: { username: "bot", passwordFile: "jira_password" } },
      },
    ],
  },
  mattermost: {
    mattermostConfigs: [
      { channel: "alerts", fields: [{ title: "Team", value: "A" }], priority: { requestedAck: true } },
    ],
  },
  msteams: { msteamsConfigs: [{ webhookUrlFile: "msteams_url", summary: "Alert" }] },
  msteamsv2: { msteamsv2Configs: [{ webhookUrlFile: "msteamsv2_url", title: "Alert" }] },
  opsgenie: {
    opsgenieConfigs: [
      {
        responders: [{ name: "platform", type: "team" }],
        details: { someKey: "a" },
        priority: "P1",
        updateAlerts: true,
      },
    ],
  },
  pagerduty: {
    pagerdutyConfigs: [
      {
        routingKeyFile: "pagerduty_key",
        details: { firingAlerts: "{{ len .Alerts.Firing }}" },
        links: [{ href: "https://example.org", text: "Dashboard" }],
        images: [{ src: "https://example.org/a.png" }],
      },
    ],
  },
  pushover: {
    pushoverConfigs: [
      { userKeyFile: "pushover_user", tokenFile: "pushover_token", retry: "1m", expire: "1h", urlTitle: "Dashboard" },
    ],
  },
  rocketchat: {
    rocketchatConfigs: [{ channel: "#alerts", shortFields: true, actions: [{ type: "button", text: "A", url: "b" }] }],
  },
  slack: {
    slackConfigs: [{ channel: "#alerts", mrkdwnIn: ["text"], fields: [{ title: "Team", value: "A", short: true }] }],
  },
  sns: {
    snsConfigs: [
      {
        sigv4: { region: "eu-central-1", roleArn: "arn:aws:iam::123456789012:role/alerts" },
        topicArn: "arn:aws:sns:eu-central-1:123456789012:alerts",
        attributes: { alertName: "A" },
      },
    ],
  },
  telegram: { telegramConfigs: [{ chatId: -1001, parseMode: "HTML", disableNotifications: true }] },
  victorops: { victoropsConfigs: [{ routingKey: "platform", customFields: { runbookUrl: "https://example.org" } }] },
  webex: {
    webexConfigs: [{ roomId: "room", httpConfig: { authorization: { credentialsFile: "webex_token" } } }],
  },
  webhook: {
    webhookConfigs: [
      { urlFile: "webhook_url", maxAlerts: 10, timeout: "5s", payload: { alertName: "{{ .CommonLabels.alertname }}" } },
    ],
  },
  wechat: { wechatConfigs: [{ toUser: "@all", messageType: "markdown", agentId: "1" }] },
};

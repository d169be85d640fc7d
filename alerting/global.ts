// Which servers deliver the notifications?
import type { Global } from "bigdata-monitoring";

/** Where the deployment mounts the secrets; Alertmanager reads them for each message. */
export const secretsFolder = "/etc/alertmanager/secrets";

export const global: Global = {
  // Placeholders: the deployment's .env has the server and the sender.
  smtpSmarthost: "smtp:587",
  smtpFrom: "alertmanager@bigdata.example",
  smtpAuthUsername: "alertmanager@bigdata.example",
  smtpAuthPasswordFile: "smtp_password",
  slackApiUrlFile: "slack_webhook_url",
};

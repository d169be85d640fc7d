// Through which servers do messages leave?
import type { Global } from "bigdata-monitoring";

/** Where the deployment mounts the secrets; Alertmanager reads them anew for each message. */
export const secretsFolder = "/etc/alertmanager/secrets";

export const global: Global = {
  // Names to be replaced: the deployment's .env says which server and sender they stand for.
  smtpSmarthost: "smtp:587",
  smtpFrom: "alertmanager@bigdata.example",
  smtpAuthUsername: "alertmanager@bigdata.example",
  smtpAuthPasswordFile: "smtp_password",
  slackApiUrlFile: "slack_webhook_url",
};

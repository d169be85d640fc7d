// Through which servers do messages leave?
import type { Global } from "../lib/alerting/model.ts";

/** Where the deployment mounts the secrets; Alertmanager reads them anew for each message. */
export const secretsFolder = "/etc/alertmanager/secrets";

export const global: Global = {
  // An alias: the deployment says which server stands behind it.
  smtpSmarthost: "smtp:587",
  smtpFrom: "alertmanager@bigdata.example",
  smtpAuthUsername: "alertmanager@bigdata.example",
  smtpAuthPasswordFile: "smtp_password",
  slackApiUrlFile: "slack_webhook_url",
};

import { secretFiles } from "../../alerting/notifications.ts";
import type { ComposeService } from "../../model/compose.ts";
import type { Model } from "../../model/model.ts";
import type { Check } from "../check.ts";
import { alertingExample } from "../example.ts";
import { composeExample } from "./example.ts";

export const composeSecret: Check = {
  name: "compose-secret",
  description:
    "Alertmanager reads a secret's file only when it sends: one that is not mounted is missed on the day it counts.",
  *find({ alerting, compose }) {
    const container = compose?.definition.services.alertmanager;
    if (!alerting || !compose || !container) return;
    const { secretsFolder } = alerting.definition;
    const mounted = new Set(mountsOf(container));
    for (const name of new Set(secretFiles(alerting.definition)))
      if (!mounted.has(`${secretsFolder}/${name}`))
        yield {
          file: compose.file,
          path: ["services", "alertmanager", "secrets"],
          message: `"${name}", which ${alerting.file} needs, is not mounted`,
          hint: `add { source: ${name}, target: ${secretsFolder}/${name} }`,
        };
  },
  bad: () => withAlertmanager({ secrets: [] }),
  good: () =>
    withAlertmanager({
      secrets: ["slack_webhook_url", "pagerduty_platform"].map((source) => ({ source, target: `/secrets/${source}` })),
    }),
};

const mountsOf = ({ secrets = [] }: ComposeService): string[] =>
  secrets.map((secret) =>
    typeof secret === "string" ? `/run/secrets/${secret}` : (secret.target ?? `/run/secrets/${secret.source}`),
  );

const withAlertmanager = (container: Partial<ComposeService>): Model => ({
  ...composeExample(container, "alertmanager"),
  ...alertingExample({}),
});

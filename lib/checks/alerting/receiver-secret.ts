import { secretFiles } from "../../alerting/receivers.ts";
import type { Check } from "../check.ts";
import { alertingExample } from "./example.ts";

export const receiverSecret: Check = {
  name: "receiver-secret",
  why: "What stands in a definition is public, and Alertmanager expands no variables: a secret is named by its file.",
  *find({ alerting }) {
    if (!alerting) return;
    for (const name of secretFiles(alerting.definition))
      if (!isFileName(name))
        yield {
          file: alerting.file,
          path: ["secrets"],
          message: `"${name.slice(0, 12)}…" is no file name`,
          hint: `name a file of ${alerting.definition.secretsFolder}, such as "pagerduty_platform"`,
        };
  },
  bad: () =>
    alertingExample({
      alerting: {
        receivers: { "platform-critical": { webhookConfigs: [{ urlFile: "https://example.org/T0/B1/x" }] } },
      },
    }),
  good: () => alertingExample({}),
};

const isFileName = (name: string): boolean => /^[a-z][a-z0-9_-]*(?:\.[a-z]+)?$/.test(name);

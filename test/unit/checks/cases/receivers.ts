import { eq } from "../../../../lib/alerting/matchers.ts";
import type { Alerting, Receiver, RootRoute, Route } from "../../../../lib/model/alerting.ts";
import type { AlertRule, Model } from "../../../../lib/model/model.ts";
import { alertingExample, exampleModel, receiver } from "../examples/model.ts";
import { critical, mailAndSlack, nights, page, warning } from "./alerting.ts";
import { type Tables, table, texts } from "./table.ts";

/** Who the alert's receivers notify, and how late. */
const notified = (
  receivers: Readonly<Record<string, Receiver>>,
  routes: readonly object[] = [],
  {
    root = {},
    alert = {},
    timeIntervals = {},
  }: {
    readonly root?: Partial<RootRoute>;
    readonly alert?: Partial<AlertRule>;
    readonly timeIntervals?: NonNullable<Alerting["timeIntervals"]>;
  } = {},
): Model => alertingExample({ alert, alerting: { receivers, timeIntervals }, routes: routes as Route[], root });

const toPage = { receiver: "page", matchers: [critical], continue: true };

const toAll = { receiver: "platform-critical", matchers: [critical] };

export const receiverCases: Tables = {
  "alert-channels": {
    refused: {
      "a page that comes too late": () =>
        notified({ page, "platform-critical": mailAndSlack }, [{ ...toPage, groupWait: "5m" }, toAll]),
      "a page that nights delay": () =>
        notified({ page, "platform-critical": mailAndSlack }, [{ ...toPage, muteTimeIntervals: ["nights"] }, toAll], {
          timeIntervals: { nights: [nights] },
        }),
      "no channel": () => notified({ "platform-critical": {} }),
      "a warning that pages": () => notified({ "platform-critical": receiver }, [], { alert: warning }),
    },
    accepted: {
      "a page that comes just in time": () =>
        notified({ page, "platform-critical": mailAndSlack }, [{ ...toPage, groupWait: "299s" }, toAll]),
      "a page twice": () => notified({ page, "platform-critical": receiver }, [toPage, toAll]),
      "an escalation after the response time": () =>
        notified(
          { page, "platform-critical": mailAndSlack },
          [
            { ...toPage, matchers: [eq("severity", "warning")], groupWait: "3h" },
            { ...toAll, matchers: [eq("severity", "warning")] },
          ],
          { alert: warning },
        ),
      "an alert that notifies nobody": () => notified({ "platform-critical": {} }, [], { alert: { severity: "none" } }),
    },
  },
  "receiver-secret": texts((urlFile) => notified({ "platform-critical": { webhookConfigs: [{ urlFile }] } }), {
    refused: ["Webhook", "a_secret.1.txt", "1webhook", "$WEBHOOK", "webhook.", "a/b", "xoxb-1.TXT", "web hook"],
    accepted: ["webhook", "webhook_url-2", "webhook.txt", "w"],
  }),
  "receiver-unchecked": table((raw: NonNullable<Receiver["raw"]>) => notified({ "platform-critical": { raw } }), {
    refused: {
      "what the library knows": { slack_configs: [{ channel: "#a" }] },
      "a typing error": { slakc_configs: [{ channel: "#a" }] },
      "two types": { zulip_configs: [{}], slack_configs_old: [{}] },
    },
  }),
  "receiver-field": {
    refused: {
      "a sender of mail": () =>
        alertingExample({
          alerting: {
            global: { smtpSmarthost: "smtp:587" },
            receivers: { "platform-critical": { emailConfigs: [{ to: "a@b" }] } },
          },
        }),
    },
  },
  "receiver-unused": {
    accepted: {
      "a receiver of a route": () => notified({ "platform-critical": receiver, page }, [toPage]),
      "no alerting": () => exampleModel({}),
    },
  },
  "route-receiver": {
    refused: {
      "a route below the root": () =>
        alertingExample({ routes: [{ matchers: [critical], receiver: "nobody" as never }] }),
    },
  },
};

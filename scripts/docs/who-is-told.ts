import { ownLabels } from "../../lib/alerting/labels.ts";
import { formatMatcher } from "../../lib/alerting/matchers.ts";
import { notificationsFor } from "../../lib/alerting/notifications.ts";
import { addressesOf } from "../../lib/alerting/receivers.ts";
import { allRoutes, type ResolvedRoute, routeOf } from "../../lib/alerting/route.ts";
import { alertsOf } from "../../lib/checks/walk.ts";
import type { Alerting, Channel } from "../../lib/model/alerting.ts";
import { inWords } from "../../lib/model/duration.ts";
import type { AlertRule, Model } from "../../lib/model/model.ts";
import { type DocWriter, markdownTable } from "./docs.ts";

/** `docs/who-is-told.md`: the promise of each severity, every route, and every alert. */
export const docWhoIsTold: DocWriter = (model) => {
  if (!model.alerting) return [];
  const alerting = model.alerting.definition;
  const sections = [
    "# Who is told what",
    `Written by \`npm run docs\` from ${model.alerting.file} and the rules.`,
    "## By severity",
    severityTable(alerting),
    "## By route",
    "The first row that fits takes the alert; a row marked with ↓ lets it go on to the next as well.",
    routeTable(alerting),
    "## By alert",
    alertTable(model, alerting),
  ];
  return [{ path: "docs/who-is-told.md", text: `${sections.join("\n\n")}\n` }];
};

const severityTable = ({ severities }: Alerting): string =>
  markdownTable(
    ["Severity", "Somebody acts within", "Told by"],
    Object.entries(severities).map(([severity, { respondWithin, channels }]) => [
      severity,
      inWords(respondWithin),
      channels.map((channel) => channelTitles[channel]).join(", "),
    ]),
  );

const routeTable = ({ route, receivers }: Alerting): string =>
  markdownTable(
    ["Alerts with", "Receiver", "Told", "First after", "News after", "Repeated after"],
    allRoutes(route).map((resolved) => [
      conditions(resolved),
      resolved.receiver,
      addressesOf(receivers[resolved.receiver] ?? {})
        .map(({ channel, to }) => `${channelTitles[channel]} ${to}`)
        .join("<br>"),
      ...[resolved.groupWait, resolved.groupInterval, resolved.repeatInterval].map(inWords),
    ]),
  );

function conditions(resolved: ResolvedRoute): string {
  const matchers = resolved.path.flatMap((step) => step.matchers ?? []);
  if (matchers.length === 0) return "anything else";
  const { routes, continue: goesOn } = routeOf(resolved);
  const text = matchers.map((matcher) => `\`${formatMatcher(matcher)}\``).join(", ");
  return text + (routes ? ", otherwise" : "") + (goesOn ? " ↓" : "");
}

function alertTable(model: Model, alerting: Alerting): string {
  const rows = Array.from(alertsOf(model), ({ rule }) => alertRow(rule, alerting));
  return markdownTable(["Alert", "Severity", "Domain", "Concern", "Receivers"], rows.sort(byFirstCell));
}

const alertRow = (rule: AlertRule, alerting: Alerting): string[] => [
  rule.alert,
  rule.severity,
  rule.domain,
  rule.concern,
  notificationsFor(alerting, ownLabels(rule))
    .map(({ route }) => `${route.receiver} after ${inWords(route.groupWait)}`)
    .join(", "),
];

const byFirstCell = ([a = ""]: readonly string[], [b = ""]: readonly string[]): number => (a < b ? -1 : a > b ? 1 : 0);

const channelTitles: Readonly<Partial<Record<Channel, string>>> = {
  email: "email",
  slack: "Slack",
  pagerduty: "PagerDuty",
  webhook: "webhook",
};

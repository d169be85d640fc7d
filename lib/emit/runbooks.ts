import { ownLabels } from "../alerting/matchers.ts";
import { timingText } from "../alerting/muted-times.ts";
import { type Notification, notificationsFor, routeOf } from "../alerting/routing.ts";
import { alertsOf } from "../checks/check.ts";
import type { Alerting } from "../model/alerting.ts";
import { formatDuration } from "../model/duration.ts";
import {
  type AlertKind,
  type AlertRule,
  type DashboardReference,
  type Example,
  type Model,
  uidOf,
} from "../model/model.ts";
import { inProse } from "../templates/alert-templates.ts";
import { defaultStep, seriesOf } from "../testing/experiment.ts";
import { type Emitter, stamp } from "./emit.ts";
import { dashboardUrl } from "./rules.ts";

/** `runbooks/<Alert>.md`: what people on call need to know of an alert, one page for all its severities. */
export const emitRunbooks: Emitter = (model) => {
  const pages = new Map<string, { source: string; sections: string[] }>();
  for (const { rule, where } of alertsOf(model)) {
    const page = pages.get(rule.alert) ?? { source: where.file, sections: [] };
    page.sections.push(section(rule, model));
    pages.set(rule.alert, page);
  }
  return [...pages].map(([name, { source, sections }]) => ({
    path: `runbooks/${name}.md`,
    source,
    text: `<!-- ${stamp(source, "").trim()} -->\n\n# ${name}\n\n${sections.join("\n\n")}\n`,
  }));
};

const aKind: Readonly<Record<AlertKind, string>> = {
  threshold: "a threshold",
  prediction: "a prediction",
  anomaly: "an anomaly",
};

const section = (rule: AlertRule, model: Model): string =>
  [
    `## ${sentenceCase(rule.severity)}: ${inProse(rule.summary)}`,
    `**First:** ${inProse(rule.action)}`,
    inProse(rule.description),
    openDashboard(rule, model),
    "### Who is notified",
    ...notifiedPeople(rule, model),
    "### When it fires",
    `Once this has held for ${formatDuration(rule.for)}, as ${aKind[rule.kind ?? "threshold"]} of the ${rule.domain} domain:`,
    codeBlock("promql", rule.expr),
    "For example:",
    ...rule.examples.fires.map(example),
    "It stays quiet, for example:",
    ...rule.examples.quiet.map(example),
  ].join("\n\n");

function openDashboard({ dashboard, references = [] }: AlertRule, model: Model): string {
  const others = references.filter(({ uid }) => uid !== uidOf(dashboard));
  return [
    `Open the [dashboard](${dashboardUrl(dashboard, model)})${typeof dashboard === "string" ? "" : partOf(dashboard)}.`,
    ...others.map((other) => `See also [${other.uid}](${dashboardUrl(other, model)})${partOf(other)}.`),
  ].join(" ");
}

const partOf = ({ row, panel }: DashboardReference): string =>
  panel !== undefined ? `, panel "${panel}"` : row !== undefined ? `, row "${row}"` : "";

/** The owner and the response time, then every notification. */
function notifiedPeople(rule: AlertRule, { alerting, teams }: Model): string[] {
  const owner = teams[rule.team]?.title ?? rule.team;
  if (!alerting) return [`It belongs to ${owner}.`];
  const promise = rule.severity === "none" ? undefined : alerting.definition.severities[rule.severity];
  const within = promise ? `, who act within ${formatDuration(promise.respondWithin)}` : "";
  const notifications = notificationsFor(alerting.definition, ownLabels(rule)).map((each) =>
    notification(each, alerting.definition),
  );
  return [`It belongs to ${owner}${within}.`, notifications.join("\n")];
}

function notification({ route, addresses }: Notification, { timeIntervals = {} }: Alerting): string {
  const timing = timingText(routeOf(route), timeIntervals);
  const when = `after ${formatDuration(route.groupWait)}${timing && `, ${timing}`}`;
  return `- ${when}: ${addresses.map(({ channel, to }) => `${channel} ${to}`).join(", ")}`;
}

function example({ name, series, step = defaultStep, at }: Example): string {
  const lines = Object.entries(seriesOf({ series, step })).map(([selector, samples]) => `${selector}  ${samples}`);
  const title = `${name ? `${sentenceCase(name)}, at` : "At"} ${formatDuration(at)}, with a sample every ${formatDuration(step)}:`;
  return `${title}\n\n${codeBlock("text", lines.join("\n"))}`;
}

const codeBlock = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

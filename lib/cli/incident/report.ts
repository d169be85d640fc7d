import { fieldsOf } from "../../alerting/message-fields.ts";
import {
  messagesOf,
  type NotificationData,
  notificationData,
  renderParts,
  templateFilesOf,
} from "../../alerting/messages.ts";
import { addressesOf } from "../../alerting/receivers.ts";
import type { Receiver } from "../../model/alerting.ts";
import type { Model } from "../../model/model.ts";
import { type MessageTemplates, readMessageTemplates, renderMessage } from "../../templates/message-templates.ts";
import type { EvaluatedAlert, Event, Notified } from "../../testing/incident.ts";

/** Hours, minutes and seconds since a simulation's beginning, which lasts less than a day. */
export const clock = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(11, 19);

/** The timeline as text: a line for each event, with the headline and the summaries of each notification. */
export function timelineText(model: Model, { story }: { readonly story?: string }, events: readonly Event[]): string {
  const templates = readMessageTemplates(model.alerting ? templateFilesOf(model.alerting.definition) : {});
  const lines = story === undefined ? [] : [story, ""];
  for (const event of events)
    lines.push(`${clock(event.at)}  ${event.kind.padEnd(15)} ${eventText(event, model, templates)}`);
  return `${lines.join("\n")}\n`;
}

function eventText(event: Event, model: Model, templates: MessageTemplates): string {
  if ("flush" in event) return notificationText(event, model, templates);
  const by = "source" in event ? ` by ${nameOf(event.source)}` : "";
  return `${nameOf(event.alert)} ${labelsOf(event.alert)}${by}`;
}

const nameOf = ({ labels }: EvaluatedAlert): string => `${labels.alertname} (${labels.severity})`;

const routing = new Set(["alertname", "severity", "team", "domain", "concern"]);

const labelsOf = ({ labels }: EvaluatedAlert): string =>
  Object.entries(labels)
    .filter(([name]) => !routing.has(name))
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");

function notificationText({ flush }: Notified, model: Model, templates: MessageTemplates): string {
  const { route, firing, resolved } = flush;
  const receiver = model.alerting?.definition.receivers[route.receiver] ?? {};
  const addresses = addressesOf(receiver).map(({ channel, to }) => `${channel} ${to}`);
  const alerts = [
    ...firing.map((alert) => ({ ...alert, status: "firing" as const })),
    ...resolved.map((alert) => ({ ...alert, status: "resolved" as const })),
  ].map((alert) => ({ ...alert, startsAt: epoch, endsAt: epoch, generatorURL: "" }));
  const data = notificationData(route.receiver, route.groupBy, alerts, model.stack.alertmanager?.ui ?? "");
  const [message] = messagesOf(receiver).map((each) => renderParts(each, data, templates));
  const { title, Subject, description } = message && "parts" in message ? message.parts : {};
  const headline = title ?? Subject ?? description ?? "";
  const summaries = [...firing, ...resolved].map(({ annotations }) => annotations.summary);
  return [
    `${route.receiver} by ${addresses.join(", ")}: ${headline}`,
    ...summaries,
    ...unsent(receiver, data, templates),
  ].join(`\n${" ".repeat(26)}`);
}

/** Alertmanager sends nothing over a channel where one of its texts cannot be rendered. */
function unsent(receiver: Receiver, data: NotificationData, templates: MessageTemplates): string[] {
  const failed = new Map<string, string>();
  for (const { channel, to, path, text, isHtml } of fieldsOf(receiver)) {
    const rendered = renderMessage(templates, text, data, isHtml);
    const place = `NOT SENT by ${channel} to ${to}`;
    if (typeof rendered !== "string" && !failed.has(place))
      failed.set(place, `${path.slice(2).join(".")}: ${rendered.message}`);
  }
  return Array.from(failed, ([place, reason]) => `${place}: ${reason}`);
}

/** Headlines contain no times. */
const epoch = new Date(0).toISOString();

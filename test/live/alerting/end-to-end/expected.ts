import {
  type MessageTemplates,
  messagesOf,
  type RenderedMessage,
  renderParts,
  templateFilesOf,
} from "../../../../lib/alerting/messages.ts";
import { type NotifiedAlert, notificationData } from "../../../../lib/alerting/routing.ts";
import { durationSeconds } from "../../../../lib/model/duration.ts";
import type { Model } from "../../../../lib/model/model.ts";
import {
  type MessageTemplates as ParsedTemplates,
  readMessageTemplates,
} from "../../../../lib/templates/message-templates.ts";
import type { EvaluatedAlert, Event, Notified } from "../../../../lib/testing/incident.ts";
import { type Message, paged } from "./message.ts";

/** A message of a simulation. Times are minutes since the incident's beginning. */
export interface ExpectedMessage extends Message {
  readonly at: number;
  /** The latest time of its arrival. */
  readonly until: number;
}

/**
 * Real scrapes and rules run up to a minute later, each at its own phase, which the simulation does not know. So a change
 * in the minute of a group's flush may miss it, and is notified at the next one.
 */
const phases = 3;

/** Every message of a timeline, rendered with the real templates. */
export function messagesIn(events: readonly Event[], model: Model): ExpectedMessage[] {
  const parsed = readMessageTemplates(model.alerting ? templateFilesOf(model.alerting.definition) : {});
  return events.flatMap((event) => ("flush" in event ? messagesOfNotification(event, model, parsed) : []));
}

function messagesOfNotification({ at, flush }: Notified, model: Model, parsed: ParsedTemplates): ExpectedMessage[] {
  const { route, firing, resolved } = flush;
  const receiver = model.alerting?.definition.receivers[route.receiver] ?? {};
  const templates = messagesOf(receiver).map(({ html: _, ...template }) => template);
  const alerts = [...firing.map(notified("firing")), ...resolved.map(notified("resolved"))];
  const data = notificationData(route.receiver, route.groupBy, alerts, "");
  const until = (at + durationSeconds(route.groupInterval)) / 60 + phases;
  return templates.map((template) => {
    const rendered = renderParts(template, data, parsed);
    if ("problem" in rendered) throw new Error(rendered.problem);
    return { ...worded(template, rendered.parts, firing.length > 0), at: at / 60, until };
  });
}

const notified =
  (status: NotifiedAlert["status"]) =>
  ({ labels, annotations }: EvaluatedAlert): NotifiedAlert => ({
    ...{ labels, annotations, status },
    ...{ startsAt: epoch, endsAt: epoch, generatorURL: "" },
  });

const epoch = new Date(0).toISOString();

function worded({ channel, to }: MessageTemplates, parts: RenderedMessage, isFiring: boolean): Message {
  const { Subject, title, description = "", text = "", firing = "" } = parts;
  if (channel === "pagerduty") return paged(to, isFiring ? "trigger" : "resolve", description, firing);
  return { channel, to, title: Subject ?? title ?? "", text };
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messagesOf } from "../../alerting/messages.ts";
import { notificationData } from "../../alerting/notification.ts";
import { addressesOf } from "../../alerting/receivers.ts";
import { emit } from "../../emit/index.ts";
import { composeTarget } from "../../emit/target.ts";
import type { Model } from "../../model/model.ts";
import type { EvaluatedAlert } from "../../testing/incidents/dispatch.ts";
import type { Event, Telling } from "../../testing/incidents/timeline.ts";
import { renderMessages } from "../messages/render.ts";
import { write } from "../write.ts";
import { clock } from "./clock.ts";
import type { Incident } from "./evaluate.ts";

/** A line for each event, with the headline that people would read. */
export async function inWords(model: Model, { story }: Incident, events: readonly Event[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-"));
  try {
    await write(folder, emit(model, composeTarget(model), ["alertmanager"]), true);
    const glob = join(folder, "alertmanager/templates/*.tmpl");
    const lines = story === undefined ? [] : [story, ""];
    for (const event of events)
      lines.push(`${clock(event.at)}  ${event.kind.padEnd(15)} ${await what(event, model, glob)}`);
    return `${lines.join("\n")}\n`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function what(event: Event, model: Model, glob: string): Promise<string> {
  if ("turn" in event) return telling(event, model, glob);
  const by = "source" in event ? `, which follows from ${nameOf(event.source)}` : "";
  return `${nameOf(event.alert)} ${labelsOf(event.alert)}${by}`;
}

const nameOf = ({ labels }: EvaluatedAlert): string => `${labels.alertname} (${labels.severity})`;

const routing = new Set(["alertname", "severity", "team", "domain", "concern"]);

const labelsOf = ({ labels }: EvaluatedAlert): string =>
  Object.entries(labels)
    .filter(([name]) => !routing.has(name))
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");

async function telling({ turn: { route, firing, resolved } }: Telling, model: Model, glob: string): Promise<string> {
  const receiver = model.alerting?.definition.receivers[route.receiver] ?? {};
  const told = addressesOf(receiver).map(({ channel, to }) => `${channel} ${to}`);
  const notified = [
    ...firing.map((alert) => ({ ...alert, status: "firing" as const })),
    ...resolved.map((alert) => ({ ...alert, status: "resolved" as const })),
  ].map((alert) => ({ ...alert, startsAt: epoch, endsAt: epoch, generatorURL: "" }));
  const data = notificationData(route.receiver, route.groupBy, notified, model.stack.alertmanager?.ui ?? "");
  const [message] = await renderMessages(messagesOf(receiver).slice(0, 1), data, glob);
  const headline = message?.title ?? message?.Subject ?? message?.description ?? "";
  const summaries = [...firing, ...resolved].map(({ annotations }) => annotations.summary);
  return [`${route.receiver} by ${told.join(", ")}: ${headline}`, ...summaries].join(`\n${" ".repeat(26)}`);
}

/** Times are no part of a headline. */
const epoch = new Date(0).toISOString();

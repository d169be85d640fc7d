import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type MessageTemplates,
  messagesOf,
  type NotificationData,
  notificationData,
  type RenderedMessage,
} from "../../alerting/messages.ts";
import { addressesOf } from "../../alerting/receivers.ts";
import { composeTarget } from "../../emit/emit.ts";
import { emit } from "../../emit/index.ts";
import type { Model } from "../../model/model.ts";
import type { EvaluatedAlert, Event, Notified } from "../../testing/incident.ts";
import { run } from "../programs/run.ts";
import { tool } from "../programs/tools.ts";
import { write } from "../write.ts";

/** Hours, minutes and seconds since a simulation's beginning, which lasts less than a day. */
export const clock = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(11, 19);

/** The timeline as text: a line for each event, with the headline and the summaries of each notification. */
export async function timelineText(
  model: Model,
  { story }: { readonly story?: string },
  events: readonly Event[],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "incident-"));
  try {
    await write(folder, emit(model, composeTarget(model), ["alertmanager"]), true);
    const glob = join(folder, "alertmanager/templates/*.tmpl");
    const lines = story === undefined ? [] : [story, ""];
    for (const event of events)
      lines.push(`${clock(event.at)}  ${event.kind.padEnd(15)} ${await eventText(event, model, glob)}`);
    return `${lines.join("\n")}\n`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function eventText(event: Event, model: Model, glob: string): Promise<string> {
  if ("flush" in event) return notificationText(event, model, glob);
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

async function notificationText({ flush }: Notified, model: Model, glob: string): Promise<string> {
  const { route, firing, resolved } = flush;
  const receiver = model.alerting?.definition.receivers[route.receiver] ?? {};
  const addresses = addressesOf(receiver).map(({ channel, to }) => `${channel} ${to}`);
  const alerts = [
    ...firing.map((alert) => ({ ...alert, status: "firing" as const })),
    ...resolved.map((alert) => ({ ...alert, status: "resolved" as const })),
  ].map((alert) => ({ ...alert, startsAt: epoch, endsAt: epoch, generatorURL: "" }));
  const data = notificationData(route.receiver, route.groupBy, alerts, model.stack.alertmanager?.ui ?? "");
  const [message] = await renderMessages(messagesOf(receiver).slice(0, 1), data, glob);
  const headline = message?.title ?? message?.Subject ?? message?.description ?? "";
  const summaries = [...firing, ...resolved].map(({ annotations }) => annotations.summary);
  return [`${route.receiver} by ${addresses.join(", ")}: ${headline}`, ...summaries].join(`\n${" ".repeat(26)}`);
}

/** Headlines contain no times. */
const epoch = new Date(0).toISOString();

/** Separates the texts that one call of amtool renders. */
const separator = "\u001e";

/**
 * Renders a receiver's messages as Alertmanager does: amtool has the same template functions.
 * @param glob the emitted templates, such as `dist/alertmanager/templates/*.tmpl`
 * @throws Error with amtool's message about a template
 */
export async function renderMessages(
  messages: readonly MessageTemplates[],
  data: NotificationData,
  glob: string,
): Promise<RenderedMessage[]> {
  const folder = await mkdtemp(join(tmpdir(), "message-"));
  try {
    const file = join(folder, "data.json");
    await writeFile(file, JSON.stringify(data));
    const [texts, mails] = await Promise.all([
      amtool(
        glob,
        file,
        "text",
        messages.flatMap((message) => Object.values(message.texts)),
      ),
      amtool(
        glob,
        file,
        "html",
        messages.flatMap(({ html = [] }) => html),
      ),
    ]);
    return messages.map(({ texts: parts, html }) => ({
      ...Object.fromEntries(Object.keys(parts).map((name) => [name, texts.shift() ?? ""])),
      ...(html !== undefined && { html: mails.shift() ?? "" }),
    }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function amtool(
  glob: string,
  data: string,
  type: "text" | "html",
  templates: readonly string[],
): Promise<string[]> {
  if (templates.length === 0) return [];
  const { stdout } = await run(
    await tool("amtool"),
    "template",
    "render",
    `--template.glob=${glob}`,
    `--template.data=${data}`,
    `--template.type=${type}`,
    `--template.text=${templates.join(separator)}`,
  );
  return stdout.split(separator).map((text) => text.trimEnd());
}

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Command } from "commander";
import { parse } from "yaml";
import { fieldsOf, messagesOf, renderParts, templateFilesOf, withRouteLabels } from "../alerting/messages.ts";
import { addressesOf } from "../alerting/receivers.ts";
import { type NotificationData, notificationData } from "../alerting/routing.ts";
import type { Receiver } from "../model/alerting.ts";
import { durationSeconds } from "../model/duration.ts";
import type { IncidentDefinition, Incidents, Recording } from "../model/facts.ts";
import type { Duration, Model } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";
import { metricsReadBy } from "../promql/dependencies.ts";
import { labelMatchers } from "../promql/promql.ts";
import { type MessageTemplates, readMessageTemplates, renderMessage } from "../templates/message-templates.ts";
import { defaultStep, type InputSeries, seriesOf } from "../testing/experiment.ts";
import {
  type EvaluatedAlert,
  type Event,
  type MutedAlert,
  type Notified,
  timeline,
  withoutUnmentioned,
} from "../testing/incident.ts";
import { moment, positiveWhole } from "./arguments.ts";
import { alertsIn, evaluate, type Incident } from "./evaluate-incident.ts";
import { importFacts, loadModel } from "./load.ts";
import { exitCodes, UserError } from "./outcome.ts";
import { table } from "./stack/compose.ts";

interface IncidentOptions {
  readonly minutes?: number;
  readonly project: string;
  readonly json: boolean;
  readonly list: boolean;
  readonly start?: number;
}

export default new Command("incident")
  .argument("[incident]", "an incident, an alert, whose first example is simulated, or a .yml file of series")
  .option("--list", "list the defined incidents", false)
  .option("--minutes <number>", "how long to simulate; default: 60, or until an incident is over", positiveWhole)
  .option("--start <time>", "when it begins, for time intervals, such as 2026-12-24T22:30Z; default: now", moment)
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--json", "print the events as JSON", false)
  .action(async (name: string | undefined, { list, minutes, start, project, json }: IncidentOptions) => {
    const root = resolve(project);
    const { incidents = {} } = (await importFacts(root, "incidents.ts")) as { incidents?: Incidents };
    if (list || name === undefined) return printIncidents(incidents);
    const model = await loadModel(root);
    if (!model.alerting) throw new UserError("This project defines no alerting: add alerting/alertmanager.ts.");
    const incident = await incidentNamed(model, incidents, name);
    const evaluations = await evaluate(
      withoutUnmentioned(model, incident.series),
      incident,
      minutes ?? incident.minutes ?? 60,
    );
    const begins = start ?? Date.now();
    const events = timeline(model.alerting.definition, evaluations, begins);
    process.stdout.write(json ? `${JSON.stringify(events)}\n` : timelineText(model, incident, events, begins));
    process.exitCode = exitCodes.ok;
  });

function printIncidents(incidents: Incidents): void {
  const rows = Object.entries(incidents).map(([name, { title, story }]) => [name, title, story]);
  process.stdout.write(table(["INCIDENT", "TITLE", "WHAT HAPPENS"], rows));
}

/** An incident by name: a defined one, the series of a file, or the first firing example of an alert. @throws UserError */
function incidentNamed(model: Model, incidents: Incidents, name: string): Promise<Incident> | Incident {
  if (/\.ya?ml$/.test(name)) return incidentFromFile(name);
  const incident = Object.hasOwn(incidents, name) ? incidents[name] : undefined;
  return incident ? incidentFrom(incident, model) : incidentFromExample(model, incidents, name);
}

async function incidentFromFile(file: string): Promise<Incident> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new UserError(`${file}: cannot be read: ${error.message}`);
  });
  const { step = defaultStep, series } = parse(text) as { step?: Duration; series?: InputSeries };
  if (!series) throw new UserError(`${file}: has no \`series\` — write series: { 'up{job="x"}': "1x5 0x10" }`);
  return { series, step };
}

function incidentFromExample(model: Model, incidents: Incidents, name: string): Incident {
  const alerts = alertsIn(model);
  const rule = alerts.find(({ alert, severity }) => name === alert || name === `${alert} ${severity}`);
  const [example] = rule?.examples.fires ?? [];
  if (example) return { series: seriesOf(example), step: example.step ?? defaultStep };
  const meant = didYouMean(name, [...Object.keys(incidents), ...alerts.map(({ alert }) => alert)]);
  throw new UserError(
    `No incident or alert "${name}" — ${meant ?? "name an incident that --list shows, an alert of rules/, or a .yml file of series"}`,
  );
}

const minute = 60;
const hour = 60 * minute;

/** How long the simulation goes on after the cause is fixed: until alerts over an hour's mean or less have resolved. */
const aftermath = 30 * minute;

/** Incidents of up to three hours begin at the same time, so that what each changes can be compared. */
const usualPast = 4 * hour;

/** A recorded incident, a sample a minute. */
export interface RecordedIncident {
  readonly story: string;
  /** Time 0 is the beginning of the ordinary past. Series that no rule reads are left out. */
  readonly recording: Recording;
  /** Minutes until the incident begins. The simulated day is as long. */
  readonly past: number;
  /** Minutes from then until the end. */
  readonly minutes: number;
}

/** Records an incident, from its ordinary past until its alerts have resolved. */
export function recordIncident(incident: IncidentDefinition, model: Model): RecordedIncident {
  const lasts = durationSeconds(incident.lasts);
  const simulated = lasts + aftermath;
  // The baseline is a mean over the hour around this time yesterday: even at the end, that is before the incident.
  const past = Math.max(usualPast, simulated + hour / 2);
  const { times, series } = incident.record(past, past + simulated);
  const read = new Set(model.rules.flatMap(({ definition }) => definition.rules.flatMap(metricsReadBy)));
  return {
    story: `${incident.title}. ${incident.story}\nIt begins at 00:00:00; its cause is fixed at ${clock(lasts)}.`,
    recording: { times, series: series.filter(({ name }) => read.has(name)) },
    past: past / minute,
    minutes: simulated / minute,
  };
}

/** A defined incident as input of the simulation. */
export function incidentFrom(incident: IncidentDefinition, model: Model): Incident & { readonly minutes: number } {
  const { story, recording, past, minutes } = recordIncident(incident, model);
  return { story, series: notation(recording), step: "1m", past, day: past, minutes };
}

/** Series in promtool's notation. A series that a scrape no longer finds is stale. */
export const notation = ({ times, series }: Recording): InputSeries =>
  Object.fromEntries(
    series.map(({ name, labels, values }) => {
      const samples = times.map((_, i) => values[i] ?? (values[i - 1] === undefined ? "_" : "stale"));
      return [`${name}{${labelMatchers(labels)}}`, samples.join(" ")];
    }),
  );

/** Hours, minutes and seconds since a simulation's beginning, which lasts less than a day. */
export const clock = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(11, 19);

/**
 * The timeline as text: a line for each event, with the headline and the summaries of each notification.
 * @param start when it begins, in milliseconds since 1970; printed where time intervals depend on it
 */
export function timelineText(
  model: Model,
  { story }: { readonly story?: string },
  events: readonly Event[],
  start: number,
): string {
  const templates = readMessageTemplates(model.alerting ? templateFilesOf(model.alerting.definition) : {});
  const isTimed = Object.keys(model.alerting?.definition.timeIntervals ?? {}).length > 0;
  const head = [...(story === undefined ? [] : [story]), ...(isTimed ? [`00:00:00 is ${utc(start)}.`] : [])];
  const lines = head.length > 0 ? [...head, ""] : [];
  for (const event of events)
    lines.push(`${clock(event.at)}  ${event.kind.padEnd(15)} ${eventText(event, model, templates)}`);
  return `${lines.join("\n")}\n`;
}

function eventText(event: Event, model: Model, templates: MessageTemplates): string {
  if ("flush" in event) return notificationText(event, model, templates);
  if (event.kind === "muted" || event.kind === "ended muted") return mutedText(event);
  const by = "source" in event ? ` by ${nameOf(event.source)}` : "";
  return `${nameOf(event.alert)} ${labelsOf(event.alert)}${by}`;
}

function mutedText({ kind, alert, by, route, wasNotified }: MutedAlert): string {
  const subject = `${nameOf(alert)} ${labelsOf(alert)} for ${route.receiver} by ${by.join(", ")}`;
  if (kind === "muted") return subject;
  return `${subject}: ${wasNotified ? "NOBODY IS NOTIFIED OF ITS END" : "NOBODY WAS NOTIFIED OF IT"}`;
}

const utc = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ")} UTC`;

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
  const url = model.stack.alertmanager?.ui ?? "";
  const data = withRouteLabels(notificationData(route.receiver, route.groupBy, alerts, url), route.labels, templates);
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

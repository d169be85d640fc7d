import { Marked } from "marked";
import { ownLabels } from "../alerting/labels.ts";
import { type Notification, notificationsFor } from "../alerting/routing.ts";
import { alertsOf } from "../checks/check.ts";
import { formatDuration } from "../model/duration.ts";
import {
  type Alert,
  type AlertKind,
  type DashboardReference,
  type Example,
  type LogExample,
  type Model,
  type Runbook,
  type Team,
  uidOf,
} from "../model/model.ts";
import { inProse } from "../templates/alert-templates.ts";
import { defaultStep, seriesOf } from "../testing/experiment.ts";
import { type Emitter, stamp } from "./emit.ts";
import { dashboardUrl } from "./rules.ts";

/**
 * `runbooks/<Alert>.html`, and the same as Markdown: what people on call need to know of an alert, one page for all its
 * severities.
 */
export const emitRunbooks: Emitter = (model, { htmlOf = renderMarkdown }) => {
  const pages = new Map<string, { source: string; rules: [Alert, ...Alert[]] }>();
  for (const { rule, where } of alertsOf(model)) {
    const page = pages.get(rule.alert);
    if (page) page.rules.push(rule);
    else pages.set(rule.alert, { source: where.file, rules: [rule] });
  }
  return [...pages].flatMap(([name, { source, rules }]) => {
    const made = `<!-- ${stamp(source, "").trim()} -->\n`;
    const text = `# ${name}\n\n${pageOf(rules, model).join("\n\n")}\n`;
    return [
      { path: `runbooks/${name}.md`, source, text: `${made}\n${text}` },
      { path: `runbooks/${name}.html`, source, text: `<!DOCTYPE html>\n${made}${documentOf(name, htmlOf(text))}` },
    ];
  });
};

/** What looks like a tag in a text, such as `<host>`, is a word of it. */
const markdown = new Marked({
  renderer: { html: ({ text }) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;") },
});

const style = `body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 sans-serif;color:#222;background:#fff}
h1,h2,h3{line-height:1.2}h2{margin-top:2rem;border-bottom:1px solid #ddd}
code{background:#f2f2f2;padding:1px 4px;overflow-wrap:anywhere}pre{background:#f2f2f2;padding:.75rem;overflow-x:auto}
pre code{padding:0}li{margin:.35rem 0}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#181b1f}code,pre{background:#26292e}a{color:#6e9fff}}`;

/** HTML of Markdown as `emitRunbooks` writes it. */
export const renderMarkdown = (text: string): string => markdown.parse(text, { async: false });

const documentOf = (name: string, body: string): string => `<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}</title>
<style>
${style}
</style>
</head>
<body>
${body}</body>
</html>
`;

/** What to do comes first. The rules and their examples are an appendix. */
const pageOf = (rules: readonly [Alert, ...Alert[]], model: Model): string[] => [
  ...rules.map(({ severity, summary }) => `**${sentenceCase(severity)}:** ${inProse(summary)}`),
  ...distinct(rules.map(({ description }) => inProse(description))),
  ...distinct(rules.map(({ action }) => `**First:** ${inProse(action)}`)),
  ...distinct(rules.map((rule) => openDashboard(rule, model))),
  ...distinct(rules.flatMap(({ runbook }) => (runbook ? [steps(runbook, model.teams)] : []))),
  "## Who is notified",
  ...rules.flatMap((rule) => notifiedPeople(rule, model)),
  "## Appendix: when it fires",
  ...rules.flatMap(definitionOf),
];

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)];

const steps = ({ check, found, undo, verify, call }: Runbook, teams: Model["teams"]): string =>
  [
    "## Check",
    numbered(check),
    ...Object.entries(found).flatMap(([finding, actions]) => [`## If ${finding}`, numbered(actions)]),
    "## Undo",
    undo,
    "## Verify",
    verify,
    "## Who else to call",
    Object.entries(call)
      .map(([team, when]) => `- ${contactOf(team, teams[team])}: ${when}`)
      .join("\n"),
  ].join("\n\n");

const numbered = (texts: readonly string[]): string => texts.map((text, i) => `${i + 1}. ${text}`).join("\n");

const contactOf = (name: string, team: Team | undefined): string =>
  team ? `**${team.title}** (${team.slack}, ${team.email})` : `**${name}**`;

const aKind: Readonly<Record<AlertKind, string>> = {
  threshold: "a threshold",
  prediction: "a prediction",
  anomaly: "an anomaly",
};

const definitionOf = (rule: Alert): string[] => [
  `### ${sentenceCase(rule.severity)}`,
  `Once this has held for ${formatDuration(rule.for)}, as ${aKind[rule.kind ?? "threshold"]} of the ${rule.domain} domain:`,
  codeBlock("counted" in rule.examples ? "logql" : "promql", rule.expr),
  ...examplesOf(rule),
];

const examplesOf = ({ examples }: Alert): string[] =>
  "counted" in examples
    ? ["It counts, for example:", linesOf(examples.counted), "It does not count:", linesOf(examples.ignored)]
    : ["For example:", ...examples.fires.map(example), "It stays quiet, for example:", ...examples.quiet.map(example)];

const linesOf = (examples: readonly LogExample[]): string =>
  codeBlock("text", examples.map(({ line }) => line).join("\n"));

function openDashboard({ dashboard, references = [] }: Alert, model: Model): string {
  const others = references.filter(({ uid }) => uid !== uidOf(dashboard));
  return [
    `Open the [dashboard](${dashboardUrl(dashboard, model)})${typeof dashboard === "string" ? "" : partOf(dashboard)}.`,
    ...others.map((other) => `See also [${other.uid}](${dashboardUrl(other, model)})${partOf(other)}.`),
  ].join(" ");
}

const partOf = ({ row, panel }: DashboardReference): string =>
  panel !== undefined ? `, panel "${panel}"` : row !== undefined ? `, row "${row}"` : "";

/** The owner and the response time, then every notification. */
function notifiedPeople(rule: Alert, { alerting, teams }: Model): string[] {
  const owner = teams[rule.team]?.title ?? rule.team;
  const severity = sentenceCase(rule.severity);
  if (!alerting) return [`${severity} belongs to ${owner}.`];
  const promise = rule.severity === "none" ? undefined : alerting.definition.severities[rule.severity];
  const within = promise ? `, who act within ${formatDuration(promise.respondWithin)}` : "";
  const notifications = notificationsFor(alerting.definition, ownLabels(rule)).map(notification);
  return [`${severity} belongs to ${owner}${within}.`, notifications.join("\n")];
}

const notification = ({ route, addresses }: Notification): string =>
  `- after ${formatDuration(route.groupWait)}: ${addresses.map(({ channel, to }) => `${channel} ${to}`).join(", ")}`;

function example({ name, series, step = defaultStep, at }: Example): string {
  const lines = Object.entries(seriesOf({ series, step })).map(([selector, samples]) => `${selector}  ${samples}`);
  const title = `${name ? `${sentenceCase(name)}, at` : "At"} ${formatDuration(at)}, with a sample every ${formatDuration(step)}:`;
  return `${title}\n\n${codeBlock("text", lines.join("\n"))}`;
}

const codeBlock = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

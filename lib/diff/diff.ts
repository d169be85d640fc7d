import { notificationChanges, routingChanges } from "./alerting.ts";
import {
  type Area,
  about,
  areas,
  type Change,
  counted,
  type Detail,
  documentChanges,
  fieldDetails,
  pairUp,
  pipelineDetails,
  sameDuration,
} from "./change.ts";
import { dashboardChanges, folderChanges } from "./dashboards.ts";
import type { Json } from "./json.ts";
import { ruleChanges } from "./rules.ts";
import type { ScrapeJob, Snapshot } from "./snapshot.ts";

/** The changes from one state to the other, worded for a reviewer; none where only the formatting changed. Parts that one side lacks are not compared. */
export function diff(before: Snapshot, after: Snapshot): Change[] {
  const changes = [
    ...both(before.dashboards, after.dashboards, dashboardChanges),
    ...both(before.folders, after.folders, folderChanges),
    ...(before.rules && after.rules ? ruleChanges(before, after) : []),
    ...(before.rules && after.rules ? notificationChanges(before, after) : []),
    ...both(before.alerting, after.alerting, routingChanges),
    ...both(before.datasources, after.datasources, (old, now) => documentChanges("datasources", "", old, now)),
    ...both(before.scraping, after.scraping, scrapingChanges),
    ...both(before.logs, after.logs, (old, now) => documentChanges("logs", "pipeline", old, now, pipelineDetails)),
    ...both(before.settings, after.settings, settingChanges),
  ];
  const order = Object.keys(areas);
  return changes.sort((a, b) => order.indexOf(a.area) - order.indexOf(b.area));
}

const both = <T>(before: T | undefined, after: T | undefined, compare: (before: T, after: T) => Change[]): Change[] =>
  before !== undefined && after !== undefined ? compare(before, after) : [];

/** Whose setting it is, by the folder that its file stands in. */
const areaOf = (file: string): Area =>
  /^(loki|promtail)\//.test(file) ? "logs" : file.startsWith("grafana/") ? "dashboards" : "scraping";

function settingChanges(before: Readonly<Record<string, Json>>, after: Readonly<Record<string, Json>>): Change[] {
  const files = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const only = (file: string, all: Readonly<Record<string, Json>>) => (all[file] ? { [file]: all[file] } : {});
  return files.flatMap((file) => documentChanges(areaOf(file), "", only(file, before), only(file, after)));
}

type Jobs = Readonly<Record<string, ScrapeJob>>;

/** What changed in what Prometheus scrapes and, through the Blackbox exporter, probes. */
function scrapingChanges(before: Jobs, after: Jobs): Change[] {
  const { both, removed, added } = pairUp(Object.keys(before).sort(), Object.keys(after).sort(), (name) => name);
  const targets = (job: ScrapeJob | undefined) => Object.keys(job?.targets ?? {}).join(", ");
  const subject = (name: string) => `job ${name}`;
  return [
    ...removed.flatMap((name) =>
      about("scraping", subject(name), [
        { kind: "removed", sentence: `is gone: nobody scrapes ${targets(before[name])}` },
      ]),
    ),
    ...added.flatMap((name) =>
      about("scraping", subject(name), [
        { kind: "added", sentence: `is new: scrapes ${targets(after[name])} every ${after[name]?.interval}` },
      ]),
    ),
    ...both.flatMap(({ after: name }) => {
      const [old, now] = [before[name], after[name]];
      return old && now ? about("scraping", subject(name), jobDetails(old, now)) : [];
    }),
  ];
}

const jobDetails = (before: ScrapeJob, after: ScrapeJob): Detail[] => [
  ...waits("every", before.interval, after.interval),
  ...waits("with a timeout of", before.timeout, after.timeout),
  ...(before.path === after.path ? [] : [{ sentence: `scrapes ${after.path} instead of ${before.path}` }]),
  ...targetDetails(before.targets, after.targets),
  ...fieldDetails(before.settings, after.settings),
];

const waits = (what: string, before: string, after: string): Detail[] =>
  sameDuration(before, after) ? [] : [{ sentence: `scrapes ${what} ${after} instead of ${before}` }];

function targetDetails(before: ScrapeJob["targets"], after: ScrapeJob["targets"]): Detail[] {
  const { both, removed, added } = pairUp(Object.keys(before), Object.keys(after), (address) => address);
  return [
    ...removed.map((address): Detail => ({ kind: "removed", sentence: `no longer has the target ${address}` })),
    ...added.map((address): Detail => ({ kind: "added", sentence: `has a new target ${address}` })),
    ...both.flatMap(({ after: address }) =>
      fieldDetails(before[address] ?? {}, after[address] ?? {}, `target ${address} label`),
    ),
  ];
}

/** Changes for a terminal: by area, by subject, a line each; texts that a sentence cannot hold stand below it. */
export function renderText(changes: readonly Change[]): string {
  let area = "";
  let subject = "";
  const lines: string[] = [];
  for (const change of changes) {
    if (change.area !== area) lines.push(...(area === "" ? [] : [""]), areas[change.area]);
    if (change.area !== area || change.subject !== subject) lines.push(`  ${change.subject}`);
    ({ area, subject } = change);
    lines.push(`    ${change.sentence}`, ...marked(change).map((line) => `      ${line}`));
  }
  return lines.map((line) => `${line}\n`).join("");
}

/** The texts before and after as a diff: common lines at both ends are printed once. */
function marked({ before, after }: Pick<Change, "before" | "after">): string[] {
  const [old, now] = [before, after].map((text) => (text === undefined ? [] : text.split("\n")));
  if (!old || !now) return [];
  const start = shared(old, now);
  const end = shared(old.slice(start).reverse(), now.slice(start).reverse());
  return [
    ...now.slice(0, start).map((line) => `  ${line}`),
    ...old.slice(start, old.length - end).map((line) => `- ${line}`),
    ...now.slice(start, now.length - end).map((line) => `+ ${line}`),
    ...now.slice(now.length - end).map((line) => `  ${line}`),
  ];
}

/** How many items two lists begin with in common. */
function shared(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < Math.min(a.length, b.length) && a[count] === b[count]) count++;
  return count;
}

/** GitHub refuses longer comments. Source: https://github.com/orgs/community/discussions/41331 */
const longestComment = 65_000;

/** Changes for a pull request: a heading an area, a list of subjects and what became of them. */
export function renderMarkdown(changes: readonly Change[]): string {
  const title = "## What this changes in the monitoring\n";
  if (changes.length === 0) return `${title}\nNothing changes on any server, dashboard or notification.\n`;
  const parts = (Object.keys(areas) as Area[]).flatMap((area) => {
    const own = changes.filter((change) => change.area === area);
    return own.length === 0 ? [] : [`### ${areas[area]}\n\n${subjects(own)}`];
  });
  return fitting(`${title}\n${parts.join("\n")}`, changes.length);
}

function subjects(changes: readonly Change[]): string {
  let subject = "";
  const lines: string[] = [];
  for (const change of changes) {
    if (change.subject !== subject) lines.push(`- **${escaped(change.subject)}**`);
    subject = change.subject;
    lines.push(`  - ${escaped(change.sentence)}`, ...block(change));
  }
  return lines.map((line) => `${line}\n`).join("");
}

function block(change: Change): string[] {
  const lines = marked(change);
  return lines.length === 0 ? [] : ["", "    ```diff", ...lines.map((line) => `    ${line}`), "    ```", ""];
}

/** What Markdown or HTML would take for its own, outside of code. */
const escaped = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/[\\*_<>[\]|#]/g, "\\$&")))
    .join("");

function fitting(text: string, count: number): string {
  if (text.length <= longestComment) return text;
  const end = text.lastIndexOf("\n- **", longestComment);
  return `${text.slice(0, end)}\n\nAnd more: ${counted(count, "change")} in all. \`npm run diff\` prints them.\n`;
}

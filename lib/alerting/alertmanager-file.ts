import { isMap, isScalar, LineCounter, type Node, type ParsedNode, parseDocument, visit } from "yaml";
import { type AlertingFacts, alertingOf } from "../diff/snapshot.ts";
import type { TimeInterval } from "../model/alerting.ts";
import { parseMatchers, regexProblem } from "./matchers.ts";
import { intervalProblems } from "./time-intervals.ts";

/** What of a configuration decides who is notified, and why Alertmanager refuses it, each problem with its line. */
interface AlertmanagerFile {
  readonly alerting: AlertingFacts;
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

type Report = (node: Node | null | undefined, message: string) => void;

/** An `alertmanager.yml` of any project. */
export function readAlertmanager(text: string): AlertmanagerFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problems: { line: number; message: string }[] = document.errors.map(({ pos, message }) => ({
    line: lines.linePos(pos[0]).line,
    message: message.split("\n")[0] ?? message,
  }));
  const report: Report = (node, message) => {
    problems.push({ line: node?.range ? lines.linePos(node.range[0]).line : 1, message });
  };
  const config: unknown = problems.length === 0 ? document.toJS() : {};
  const content = typeof config === "object" && config !== null ? (config as Record<string, unknown>) : {};
  if (problems.length === 0) findProblems(document.contents, content, report);
  return { alerting: alertingOf(content), problems };
}

const keysOf: Readonly<Record<string, readonly string[]>> = {
  top: [
    ...["global", "route", "inhibit_rules", "receivers", "templates", "mute_time_intervals", "time_intervals"],
    ...["tracing", "event_recorder"],
  ],
  route: [
    ...["receiver", "group_by", "match", "match_re", "matchers", "mute_time_intervals", "active_time_intervals"],
    ...["continue", "routes", "group_wait", "group_interval", "repeat_interval", "labels"],
  ],
  inhibitRule: [
    ...["name", "source_match", "source_match_re", "source_matchers"],
    ...["target_match", "target_match_re", "target_matchers", "equal"],
  ],
  interval: ["times", "weekdays", "days_of_month", "months", "years", "location"],
};

function findProblems(root: ParsedNode | null, config: Record<string, unknown>, report: Report): void {
  const receivers = namesIn(config.receivers);
  const intervals = new Set([...namesIn(config.mute_time_intervals), ...namesIn(config.time_intervals)]);
  checkKeys(root, "top", report);
  if (config.route === undefined) report(root, "has no route");
  visit(root, {
    Pair(_, pair, path) {
      const key = isScalar(pair.key) ? String(pair.key.value) : "";
      const node = pair.value as Node | null;
      const isIn = (...keys: readonly string[]) => keys.includes(parentKey(path));
      if (key === "route" && path.length <= 2) checkRoute(node, { receivers, intervals, isRoot: true }, report);
      if (key === "routes" && isIn("route", "routes"))
        for (const route of itemsOf(node)) checkRoute(route, { receivers, intervals, isRoot: false }, report);
      if (key === "inhibit_rules") for (const rule of itemsOf(node)) checkKeys(rule, "inhibitRule", report);
      if (/^(?:(?:source_|target_)?matchers)$/.test(key)) for (const text of itemsOf(node)) checkMatchers(text, report);
      if (/^(?:(?:source_|target_)?match_re)$/.test(key)) checkRegexes(node, report);
      if (key === "time_intervals" && isIn("time_intervals", "mute_time_intervals"))
        for (const interval of itemsOf(node)) checkInterval(interval, report);
    },
  });
}

/** The key that holds the list or the map around a pair. */
function parentKey(path: readonly unknown[]): string {
  for (const above of [...path].reverse()) {
    const key = (above as { key?: unknown }).key;
    if (isScalar(key)) return String(key.value);
  }
  return "";
}

const itemsOf = (node: Node | null | undefined): Node[] =>
  node && "items" in node && Array.isArray(node.items) && !isMap(node) ? (node.items as Node[]) : [];

const namesIn = (list: unknown): Set<string> =>
  new Set(Array.isArray(list) ? list.map((each: { name?: unknown } | null) => String(each?.name ?? "")) : []);

function checkKeys(node: Node | null | undefined, kind: keyof typeof keysOf, report: Report): void {
  if (!isMap(node)) {
    report(node, "is no map");
    return;
  }
  for (const { key } of node.items) {
    const name = isScalar(key) ? String(key.value) : "";
    if (!keysOf[kind]?.includes(name)) report(key as Node, `unknown field "${name}"`);
  }
}

interface Known {
  readonly receivers: ReadonlySet<string>;
  readonly intervals: ReadonlySet<string>;
  readonly isRoot: boolean;
}

function checkRoute(node: Node | null | undefined, { receivers, intervals, isRoot }: Known, report: Report): void {
  checkKeys(node, "route", report);
  if (!isMap(node)) return;
  const receiver = node.get("receiver");
  if (receiver === undefined && isRoot) report(node, "the root route has no receiver");
  if (receiver !== undefined && !receivers.has(String(receiver))) report(node, `no receiver "${receiver}"`);
  for (const field of ["mute_time_intervals", "active_time_intervals"])
    for (const name of itemsOf(node.get(field, true) as Node | undefined)) {
      const text = isScalar(name) ? String(name.value) : "";
      if (isRoot) report(name, `the root route has ${field}`);
      if (!intervals.has(text)) report(name, `no time interval "${text}"`);
    }
  for (const field of ["match", "match_re", "matchers"])
    if (isRoot && node.has(field)) report(node, "the root route has matchers");
  for (const field of ["group_interval", "repeat_interval"])
    if (/^0+(?:ms|[smhdwy])?$/.test(String(node.get(field) ?? ""))) report(node, `${field} is zero`);
}

function checkMatchers(node: Node, report: Report): void {
  const parsed = parseMatchers(isScalar(node) ? String(node.value) : "");
  if ("problem" in parsed) report(node, parsed.problem);
}

function checkRegexes(node: Node | null, report: Report): void {
  if (!isMap(node)) return;
  for (const { key, value } of node.items) {
    const problem = regexProblem(isScalar(value) ? String(value.value) : "");
    if (problem !== undefined) report(key as Node, problem);
  }
}

function checkInterval(node: Node, report: Report): void {
  checkKeys(node, "interval", report);
  if (!isMap(node)) return;
  const { times, days_of_month: daysOfMonth, ...rest } = node.toJSON() as Record<string, unknown>;
  const texts = (list: unknown) => (Array.isArray(list) ? list.map(String) : []);
  const ranges = Array.isArray(times) ? (times as { start_time?: unknown; end_time?: unknown }[]) : [];
  const interval = {
    times: ranges.map((each) => ({ startTime: String(each?.start_time ?? ""), endTime: String(each?.end_time ?? "") })),
    ...Object.fromEntries(["weekdays", "months", "years"].map((field) => [field, texts(rest[field])])),
    daysOfMonth: texts(daysOfMonth),
    ...(rest.location !== undefined && { location: String(rest.location) }),
  };
  for (const { field, message } of intervalProblems(interval as TimeInterval)) report(node, `${field}: ${message}`);
}

import { LineCounter } from "yaml";
import type { AlertRule, Defined, Duration, Rule, RuleGroupDefinition } from "../model/model.ts";
import type { Problem } from "../model/problem.ts";
import type { Promql } from "../promql/promql.ts";
import { parseDuration } from "../promql/syntax/numbers.ts";
import { parse } from "../promql/syntax/parse.ts";
import { readAlertTemplate } from "../templates/alert-templates.ts";
import { logqlProblem } from "./logql.ts";
import { isMap, isScalar, isSeq, type MapNode, type Node, readDocuments, readPlainYaml } from "./yaml.ts";

/** The rules of a file, and why a server refuses it. */
export interface RuleFileReading {
  readonly groups: readonly Defined<RuleGroupDefinition>[];
  readonly problems: readonly Problem[];
  /** Where each rule stands, for problems that are found later. */
  readonly places: readonly RulePlace[];
}

interface RulePlace {
  readonly file: string;
  readonly name: string;
  readonly expr: string;
  readonly line: number;
  readonly column: number;
  /** Where the text of the expression begins. */
  readonly exprLine: number;
}

/**
 * A rule file of Prometheus or Loki, or PrometheusRule objects, alone, in a list, or one after the other, read as strictly
 * as Prometheus reads it. Source: model/rulefmt/rulefmt.go of Prometheus
 */
export function readRuleFile(file: string, text: string): RuleFileReading {
  const lines = new LineCounter();
  const plain = readPlainYaml(text, lines);
  if (plain) {
    const reader = new Reader(file, text, lines);
    reader.readRoots([plain]);
    return reader;
  }
  const { documents, ...read } = readDocuments(text);
  const reader = new Reader(file, read.text, read.lines);
  const all = Array.isArray(documents) ? documents : [];
  for (const { errors } of all)
    for (const { pos, message } of errors) reader.reportAt(pos[0], [], message.split(" at line ")[0] ?? message);
  if (reader.problems.length > 0) return reader;
  reader.readRoots(all.map(({ contents }) => contents as Node | null).filter((root) => root !== null));
  return reader;
}

const groupFields = ["name", "interval", "query_offset", "limit", "labels", "rules"];
const ruleFields = ["record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations"];
/** What prometheus-operator, Loki and Mimir add. */
const otherGroupFields = [
  "partial_response_strategy",
  "remote_write",
  "source_tenants",
  "align_evaluation_time_on_interval",
];

class Reader implements RuleFileReading {
  readonly groups: Defined<RuleGroupDefinition>[] = [];
  readonly problems: Problem[] = [];
  readonly places: RulePlace[] = [];
  readonly lines: LineCounter;
  readonly #file: string;
  readonly #text: string;
  readonly #names = new Set<string>();
  /** Labels of the rules that are otherwise the same. */
  readonly #labelsOfSame = new Map<string, Record<string, string>[]>();

  constructor(file: string, text: string, lines: LineCounter) {
    this.#file = file;
    this.#text = text;
    this.lines = lines;
  }

  reportAt(offset: number, path: readonly string[], message: string): void {
    const { line, col: column } = this.lines.linePos(offset);
    const source = { file: this.#file, line, column };
    this.problems.push({ check: "rule-file", severity: "error", file: this.#file, path, message, source });
  }

  report(node: Node | null | undefined, path: readonly string[], message: string): void {
    this.reportAt(node?.range?.[0] ?? 0, path, message);
  }

  /** The documents of the file. */
  readRoots(roots: readonly Node[]): void {
    for (const [i, root] of roots.entries()) {
      if (isMap(root) && root.has("kind")) this.readObject(root);
      else if (i === 0) this.readGroups(root, "groups");
      else if (!isNothing(root))
        this.report(root, [], "Prometheus reads only the first document of a rule file: this one is ignored");
    }
  }

  /** An object of Kubernetes: a PrometheusRule, or a list of them. */
  readObject(root: MapNode): void {
    const kind = String(root.get("kind"));
    const items = root.get("items", true);
    if (kind.endsWith("List") && isSeq(items)) {
      for (const item of items.items) if (isMap(item)) this.readObject(item);
    } else if (kind === "PrometheusRule") {
      // Names are compared within each object.
      this.#names.clear();
      const spec = root.get("spec", true) as Node | undefined;
      if (isMap(spec)) this.readGroups(spec, "spec");
      else this.report(root, [], "has no spec");
    } else this.report(root, [], `is of kind ${kind}: there are no rules in it`);
  }

  /** Without groups a file is valid, as an empty one is. */
  readGroups(root: Node, what: string): void {
    if (isNothing(root)) return;
    const groups = isMap(root) ? (root.get("groups", true) as Node | undefined) : undefined;
    if (!isMap(root) || !(groups === undefined || isNothing(groups) || isSeq(groups))) {
      const problem =
        what === "groups" ? "this is no rule file: it has no list of groups" : "spec has no list of groups";
      this.report(root, [], problem);
      return;
    }
    this.#knownFields(root, [], ["groups"]);
    if (isSeq(groups)) for (const group of groups.items) this.#readGroup(group as Node);
  }

  #readGroup(node: Node): void {
    if (!isMap(node)) {
      this.report(node, [], "a group is no map");
      return;
    }
    const name = this.#textOf(node, "name", []) ?? "";
    if (name === "") this.report(node, [], "a group has no name");
    if (this.#names.has(name)) this.report(node, [name], "another group of this file has this name");
    this.#names.add(name);
    this.#knownFields(node, [name], [...groupFields, ...otherGroupFields]);
    const interval = this.#duration(node, "interval", [name]);
    this.#duration(node, "query_offset", [name]);
    this.#limit(node, [name]);
    const labels = this.#labels(node, "labels", [name]);
    const rules = node.get("rules", true) as Node | undefined;
    const read = isSeq(rules) ? rules.items.flatMap((rule) => this.#readRule(rule as Node, name, labels) ?? []) : [];
    this.groups.push({
      name,
      file: this.#file,
      // Without an interval, and with one of zero, it is that of Prometheus.
      definition: { interval: (interval && !isZero(interval) ? interval : "1m") as Duration, rules: read },
    });
  }

  #readRule(node: Node, group: string, groupLabels: Record<string, string>): Rule | undefined {
    if (!isMap(node)) {
      this.report(node, [group], "a rule is no map");
      return undefined;
    }
    const [record, alert] = [this.#textOf(node, "record", [group]), this.#textOf(node, "alert", [group])];
    const path = [alert || record || group];
    this.#knownFields(node, path, ruleFields);
    if (record && alert) this.report(node, path, "has both record and alert");
    if (!record && !alert) this.report(node, path, "has neither record nor alert");
    const waits = this.#duration(node, "for", path);
    const keeps = this.#duration(node, "keep_firing_for", path);
    const labels = this.#labels(node, "labels", path);
    const annotations = this.#labels(node, "annotations", path);
    if (record) this.#checkRecord(node, record, { annotations, waits, keeps });
    if (alert) this.#checkTemplates(node, path, { ...labels, ...annotations });
    const all = { ...groupLabels, ...labels };
    const expr = this.#expression(node, path);
    this.#checkDuplicate(node, path, [alert, record, node.get("expr"), waits].join("\n"), all);
    if (expr === undefined || (!record && !alert)) return undefined;
    const shared = { expr: expr as Promql, labels: all };
    if (!alert) return { ...shared, record: record ?? "", help: "" };
    const { summary = "", description = "", ...others } = annotations;
    return {
      ...unusedFields,
      ...shared,
      for: (waits || "0s") as Duration,
      summary,
      description,
      annotations: others,
      alert,
    };
  }

  #checkRecord(
    node: MapNode,
    record: string,
    { annotations, waits, keeps }: { annotations: object; waits: string | undefined; keeps: string | undefined },
  ): void {
    const unfit = [
      Object.keys(annotations).length > 0 && "annotations",
      waits && !isZero(waits) && "for",
      keeps && !isZero(keeps) && "keep_firing_for",
    ].filter((field) => field !== false && field !== undefined && field !== "");
    for (const field of unfit) this.report(node, [record], `a recording rule has no ${field}`);
    if (/[{}]/.test(record))
      this.report(node, [record], "braces in the name of a recorded series: are they part of expr?");
  }

  #checkTemplates(node: MapNode, path: readonly string[], texts: Record<string, string>): void {
    for (const [name, text] of Object.entries(texts)) {
      const { refused } = text.includes("{{") ? readAlertTemplate(text) : { refused: undefined };
      if (refused) this.report(node, [...path, name], `is not a template: ${refused.message}`);
    }
  }

  /** Rules of one name and other expressions are common: each records a part of the series. */
  #checkDuplicate(node: MapNode, path: readonly string[], key: string, labels: Record<string, string>): void {
    const others = this.#labelsOfSame.get(key);
    if (!others) this.#labelsOfSame.set(key, [labels]);
    else if (others.some((other) => isEqual(other, labels)))
      this.report(node, path, "another rule of this file is the same");
    else others.push(labels);
  }

  /** The expression, if it is PromQL; a query of Loki is checked here. */
  #expression(node: MapNode, path: readonly string[]): string | undefined {
    const expr = this.#textOf(node, "expr", path) ?? "";
    const at = node.get("expr", true) as Node | undefined;
    if (expr === "") {
      this.report(at ?? node, path, "has no expr");
      return undefined;
    }
    const start = this.lines.linePos(node.range?.[0] ?? 0);
    const offset = at?.range?.[0] ?? 0;
    const isBlock = /^[|>]/.test(this.#text.slice(offset, offset + 1));
    const exprLine = this.lines.linePos(offset).line + (isBlock ? 1 : 0);
    this.places.push({ file: this.#file, name: path[0] ?? "", expr, line: start.line, column: start.col, exprLine });
    if (!isLogql(expr)) return expr;
    const problem = logqlProblem(expr);
    if (problem !== undefined) this.report(at ?? node, path, `is not LogQL: ${problem}`);
    return undefined;
  }

  #knownFields(node: MapNode, path: readonly string[], fields: readonly string[]): void {
    for (const { key } of node.items) {
      const name = isScalar(key) ? String(key.value) : "";
      if (!fields.includes(name)) this.report(key as Node, path, `unknown field "${name}"`);
    }
  }

  #textOf(node: MapNode, field: string, path: readonly string[]): string | undefined {
    const value = node.get(field, true) as Node | undefined;
    if (value === undefined || (isScalar(value) && value.value === null)) return undefined;
    if (isScalar(value)) return typeof value.value === "string" ? value.value : (value.source ?? String(value.value));
    this.report(value, path, `${field} is no text`);
    return undefined;
  }

  #duration(node: MapNode, field: string, path: readonly string[]): string | undefined {
    const text = this.#textOf(node, field, path);
    if (text === undefined || text === "0") return text === undefined ? undefined : "0s";
    const seconds = parseDuration(text);
    if (typeof seconds === "number") return text;
    this.report(node.get(field, true) as Node, path, `${field}: ${seconds.problem}`);
    return undefined;
  }

  #limit(node: MapNode, path: readonly string[]): void {
    const limit = node.get("limit");
    // Go cuts off a fraction; no limit is below zero.
    const fits = typeof limit === "number" && limit >= -(2 ** 63) && limit < 2 ** 63;
    if (limit === undefined || limit === null || fits) return;
    const at = node.get("limit", true) as Node;
    const text = (isScalar(at) && at.source) || String(limit);
    this.report(at, path, `limit "${text}" is no number that fits 64 bits`);
  }

  #labels(node: MapNode, field: string, path: readonly string[]): Record<string, string> {
    const value = node.get(field, true) as Node | undefined;
    if (value === undefined || (isScalar(value) && value.value === null)) return {};
    if (!isMap(value)) {
      this.report(value, path, `${field} is no map`);
      return {};
    }
    const entries = value.items.map(({ key }) => {
      const name = isScalar(key) ? String(key.value) : "";
      // Prometheus 3 takes any name in UTF-8, but not the metric's.
      if (name === "" || (field === "labels" && name === "__name__"))
        this.report(key as Node, path, `"${name}" is not the name of a label`);
      return [name, this.#textOf(value, name, path) ?? ""];
    });
    return Object.fromEntries(entries);
  }
}

const isNothing = (node: Node): boolean => isScalar(node) && node.value === null;

const isEqual = (a: Record<string, string>, b: Record<string, string>): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, value]) => b[name] === value);

const isZero = (duration: string): boolean => parseDuration(duration) === 0;

/** A selector of log lines, or a function of Loki: no PromQL. */
function isLogql(expr: string): boolean {
  const mayBe =
    /\}\s*(?:\|[=~>]|!=|!~|!>|\|\s*\w)/.test(expr) || /\b(?:bytes_rate|bytes_over_time|rate_counter)\s*\(/.test(expr);
  return mayBe && parse(expr).problems.length > 0;
}

/** Fields of our own definitions that no check of PromQL reads. */
const unusedFields: Omit<AlertRule, "alert" | "expr" | "for" | "summary" | "description"> = {
  action: "",
  severity: "none",
  team: "" as AlertRule["team"],
  domain: "" as AlertRule["domain"],
  concern: "performance",
  dashboard: "",
  examples: { fires: [{ series: {}, at: "0s" }], quiet: [{ series: {}, at: "0s" }] },
};

/** Problems with the lines that they are about, where those are of rules that were read. */
export function withPlaces(problems: readonly Problem[], places: readonly RulePlace[]): Problem[] {
  if (problems.length === 0) return [];
  const ofRules = new Map<string, RulePlace[]>();
  for (const place of places) {
    const key = keyOf(place.file, place.name);
    const known = ofRules.get(key);
    if (known) known.push(place);
    else ofRules.set(key, [place]);
  }
  return problems.map((problem) => withPlace(problem, ofRules.get(keyOf(problem.file, problem.path[0] ?? "")) ?? []));
}

const keyOf = (file: string, name: string): string => `${file}\n${name}`;

/** @param own places of the rules with the name that the problem is about */
function withPlace(problem: Problem, own: readonly RulePlace[]): Problem {
  if (problem.source) return problem;
  const text = problem.expression?.text;
  const place = own.find(({ expr }) => expr === text) ?? own[0];
  if (!place) return problem;
  const { file, line, column, exprLine } = place;
  const before =
    problem.expression && place.expr === text
      ? place.expr.slice(0, problem.expression.from).split("\n").length - 1
      : undefined;
  return {
    ...problem,
    source: before === undefined ? { file, line, column } : { file, line: exprLine + before, column: 1 },
  };
}

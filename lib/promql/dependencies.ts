import type { Rule } from "../model/model.ts";
import { namesIn } from "./syntax/ast.ts";
import { type Parsed, parse } from "./syntax/parse.ts";

/** Rules do not change: checks, tests and emitters read each expression. */
const parsed = new WeakMap<Pick<Rule, "expr">, Parsed>();

/** A rule's expression, which is parsed once. */
export function parseRule(rule: Pick<Rule, "expr">): Parsed {
  const known = parsed.get(rule) ?? parse(rule.expr);
  parsed.set(rule, known);
  return known;
}

/** The metrics that a rule's expression names. None where it does not parse: the checks report that. */
export function metricsReadBy(rule: Pick<Rule, "expr">): readonly string[] {
  const { ast } = parseRule(rule);
  return ast ? namesIn(ast) : [];
}

interface Writers {
  readonly alerts: readonly Rule[];
  /** Recording rules by the name that they record. */
  readonly records: ReadonlyMap<string, readonly Rule[]>;
}

const writers = new WeakMap<readonly Rule[], Writers>();

function writersIn(all: readonly Rule[]): Writers {
  const known = writers.get(all);
  if (known) return known;
  const records = new Map<string, Rule[]>();
  for (const rule of all)
    if ("record" in rule) {
      const same = records.get(rule.record);
      if (same) same.push(rule);
      else records.set(rule.record, [rule]);
    }
  const made = { alerts: all.filter((rule) => "alert" in rule), records };
  writers.set(all, made);
  return made;
}

/**
 * The rules whose series some rules read, directly and through other rules, each before those that read it.
 * @param all does not change afterwards
 * @returns without the rules themselves
 */
export function rulesReadBy(readers: readonly Rule[], all: readonly Rule[]): Rule[] {
  const { alerts, records } = writersIn(all);
  const found = new Set<Rule>(readers);
  const ordered: Rule[] = [];
  const follow = (rule: Rule): void => {
    for (const name of metricsReadBy(rule)) {
      const writers = name.startsWith("ALERTS") ? alerts : (records.get(name) ?? []);
      for (const writer of writers.filter((writer) => !found.has(writer))) {
        found.add(writer);
        follow(writer);
        ordered.push(writer);
      }
    }
  };
  for (const reader of readers) follow(reader);
  return ordered;
}

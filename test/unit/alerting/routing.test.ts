import { describe, expect, it } from "vitest";
import {
  eq,
  formatMatcher,
  literalsOf,
  type Matcher,
  matcherProblem,
  matchesAll,
} from "../../../lib/alerting/matchers.ts";
import { allRoutes, labelsReaching, routesFor } from "../../../lib/alerting/routing.ts";
import type { RootRoute } from "../../../lib/model/alerting.ts";

const root = {
  receiver: "unrouted",
  groupBy: ["alertname"],
  groupWait: "30s",
  groupInterval: "5m",
  repeatInterval: "4h",
} as const;

const receiversOf = (tree: RootRoute, labels: Record<string, string>) => routesFor(tree, labels).map((r) => r.receiver);

describe("routesFor", () => {
  const tree: RootRoute = {
    ...root,
    routes: [
      { matchers: [eq("team", "data")], receiver: "data-warning", continue: true },
      {
        matchers: [eq("severity", "critical")],
        groupWait: "10s",
        routes: [{ matchers: [eq("domain", "etl")], receiver: "data-critical" }],
      },
      { matchers: [eq("severity", "critical", "warning")], receiver: "platform-warning" },
    ],
  };

  it("ends at the first match without continue", () => {
    expect(receiversOf(tree, { severity: "critical", domain: "etl" })).toEqual(["data-critical"]);
  });

  it("goes on after a match with continue", () => {
    expect(receiversOf(tree, { team: "data", severity: "warning" })).toEqual(["data-warning", "platform-warning"]);
  });

  it("stays at a route none of whose children match, with what it inherits", () => {
    const [route] = routesFor(tree, { severity: "critical", domain: "kafka" });
    expect(route).toMatchObject({ receiver: "unrouted", groupWait: "10s", groupInterval: "5m" });
  });

  it("falls back to the root", () => {
    expect(receiversOf(tree, {})).toEqual(["unrouted"]);
  });
});

describe("matchers", () => {
  const matches = (op: Matcher["op"], value: string, labels: Record<string, string>) =>
    matchesAll([{ label: "instance", op, value }], labels);

  it("count a missing label as empty", () => {
    expect(matches("=", "", {})).toBe(true);
    expect(matches("!=", "a", {})).toBe(true);
    expect(matches("=~", ".+", {})).toBe(false);
    expect(matches("!~", ".+", {})).toBe(true);
  });

  it("anchor regular expressions at both ends", () => {
    expect(matches("=~", "a|b", { instance: "ab" })).toBe(false);
    expect(matches("=~", "a.*", { instance: "ab" })).toBe(true);
  });

  it("read regular expressions as RE2", () => {
    expect(matches("=~", "(?i)KAFKA-.", { instance: "kafka-1" })).toBe(true);
    expect(matches("=~", "[[:alpha:]]+", { instance: "kafka" })).toBe(true);
    expect(matches("!~", String.raw`\Akafka-[[:digit:]]\z`, { instance: "kafka-1" })).toBe(false);
    expect(matches("=~", "(?i)[a-f]+", { instance: "KAFka" })).toBe(false);
    expect(matches("=~", "(?i)[a-k]+", { instance: "KAFka" })).toBe(true);
    expect(matcherProblem({ label: "instance", op: "=~", value: "a(?=b)" })).toContain("invalid");
  });

  it("escape what has a meaning in regular expressions", () => {
    const matcher = eq("instance", "a.b:1", "c");
    expect(formatMatcher(matcher)).toBe('instance=~"a\\\\.b:1|c"');
    expect(matchesAll([matcher], { instance: "aXb:1" })).toBe(false);
    expect(literalsOf(matcher)).toEqual(["a.b:1", "c"]);
  });
});

describe("labelsReaching", () => {
  const reaching = (tree: RootRoute, index: number) => {
    const route = allRoutes(tree)[index];
    return route && labelsReaching(tree, route);
  };

  it("finds labels that get past earlier routes", () => {
    const tree: RootRoute = { ...root, routes: [{ matchers: [{ label: "team", op: "!=", value: "data" }] }, {}] };
    expect(reaching(tree, 1)).toEqual({ team: "data" });
  });

  it("knows a route that contradicts its parent", () => {
    const below = { matchers: [eq("severity", "info")] };
    const tree: RootRoute = { ...root, routes: [{ matchers: [eq("severity", "warning")], routes: [below] }] };
    expect(reaching(tree, 0)).toBeUndefined();
  });
});

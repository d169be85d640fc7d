import { describe, expect, it } from "vitest";
import {
  mayMatch,
  ownLabels,
  possibleLabels,
  renderLabels,
  renderText,
  sampleOf,
} from "../../../lib/alerting/labels.ts";
import type { Matcher } from "../../../lib/model/alerting.ts";
import type { Alert } from "../../../lib/model/model.ts";
import { correctAlert, exampleModel, exampleService } from "../checks/examples/model.ts";

const model = exampleModel({ stack: { node: exampleService(), db: exampleService() } });
const alertOf = (changes: Partial<Alert>): Alert => ({ ...correctAlert, ...changes }) as Alert;
const firing = (series: Record<string, string>, labels?: Record<string, string>) =>
  alertOf({ examples: { fires: [{ series, ...(labels && { labels }) }], silent: [] } } as unknown as Partial<Alert>);

describe("the sample of an alert", () => {
  it.each<[string, Alert, Record<string, string>]>([
    ["plain series", firing({ 'up{job="a",instance="b"}': "0" }), { job: "a", instance: "b" }],
    ["the last of several series", firing({ 'up{job="a"}': "0", 'x{job="b",c="d"}': "1" }), { job: "b", c: "d" }],
    ["an escaped value", firing({ 'up{job="a\\"b"}': "0" }), { job: 'a"b' }],
    ["only what must be equal", firing({ 'up{job=~"a", env!="b", c="d"}': "0" }), { c: "d" }],
    ["a series without labels", firing({ up: "0" }), {}],
    ["what is no selector", firing({ "1 + 1": "0" }), {}],
    ["labels of the example itself", firing({ 'up{job="a"}': "0" }, { job: "z", team: "x" }), { job: "z", team: "x" }],
    [
      "a counted example",
      alertOf({ examples: { counted: [{ labels: { job: "a" } }] } } as unknown as Partial<Alert>),
      { job: "a" },
    ],
    ["a counted example without labels", alertOf({ examples: { counted: [] } } as unknown as Partial<Alert>), {}],
    ["no example", alertOf({ examples: { fires: [], silent: [] } } as unknown as Partial<Alert>), {}],
  ])("has the labels of %s", (_, rule, labels) => {
    expect(sampleOf(rule)).toEqual({
      labels,
      value: 0.9734,
      externalLabels: {},
      externalURL: "http://prometheus.example:9090",
    });
    expect(sampleOf(rule)).toBe(sampleOf(rule));
  });

  it("fills templates, or leaves Prometheus' message of what fails", () => {
    const data = sampleOf(firing({ 'up{job="a"}': "0" }));
    expect(renderText("plain", data)).toBe("plain");
    expect(renderText("{{ $labels.job }} at {{ $value | humanizePercentage }}", data)).toBe("a at 97.34%");
    expect(renderText("{{ none }}", data)).toMatch(/^<error expanding template: .*none.*>$/);
    expect(renderLabels({ a: "b", c: "{{ $labels.job }}" }, data)).toEqual({ a: "b", c: "a" });
  });
});

describe("the labels of an alert", () => {
  const templated = (labels: Record<string, string>) =>
    alertOf({
      ...firing({ 'up{job="a"}': "0" }),
      severity: "warning",
      team: "platform",
      labels,
    });

  it("are those of the rule, its name, and templates for its first example", () => {
    expect(ownLabels(templated({ owner: "{{ $labels.job }}" }))).toMatchObject({
      alertname: "HostDown",
      severity: "warning",
      team: "platform",
      owner: "a",
    });
    expect(ownLabels(templated({ owner: "b" })).owner).toBe("b");
  });

  it("may be any value where they are templates or of the series", () => {
    const rule = templated({ owner: "{{ $labels.job }}", fixed: "x" });
    const may = (...matchers: Matcher[]) => mayMatch(matchers, rule);
    expect(may({ label: "fixed", op: "=", value: "x" })).toBe(true);
    expect(may({ label: "fixed", op: "=", value: "y" })).toBe(false);
    expect(may({ label: "owner", op: "=", value: "y" })).toBe(true);
    expect(may({ label: "job", op: "=", value: "y" })).toBe(true);
    expect(may({ label: "alertname", op: "!=", value: "HostDown" })).toBe(false);
    expect(may({ label: "fixed", op: "=", value: "x" }, { label: "severity", op: "=", value: "info" })).toBe(false);
  });

  it("are tried for every service of the stack where they are templates", () => {
    const owners = possibleLabels(templated({ owner: "{{ $labels.job }}/{{ $labels.name }}" }), model).map(
      ({ owner }) => owner,
    );
    const prefix = model.settings.compose.containerPrefix ?? "";
    expect(owners).toEqual(["a/", ...Object.keys(model.stack).map((name) => `${name}/${prefix}${name}`)]);
    expect(possibleLabels(templated({ owner: "b" }), model)).toHaveLength(1);
    expect(possibleLabels(templated({ owner: "{{ $labels.none }}" }), model)).toHaveLength(1);
    const probes = { backends: { backend: {} }, sites: { site: {} } } as never;
    const all = possibleLabels(templated({ owner: "{{ $labels.service }}" }), { ...model, probes });
    expect(all.map(({ owner }) => owner)).toEqual(["", ...Object.keys(model.stack), "backend", "site"]);
  });
});

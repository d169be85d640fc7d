import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Labels, matchesAll } from "../../../lib/alerting/matchers.ts";
import { inhibitionOf } from "../../../lib/alerting/routing.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import type { InhibitRule } from "../../../lib/model/alerting.ts";
import type { Model } from "../../../lib/model/model.ts";
import { startAlertmanager } from "../../../scripts/servers/alertmanager.ts";
import { emitted } from "./emitted.ts";
import { firedExamples } from "./fired.ts";
import { chooser, randomAlert, randomInhibitRules } from "./random.ts";

const model = await loadModel(".");
if (!model.alerting) throw new Error("the project defines no alerting");
const alerting = model.alerting;
const rules = alerting.definition.inhibitRules;

/** Labels of everything that fires in the alerts' examples, with `service`, which every scrape adds. */
let fired: Promise<Labels[]> | undefined;
const allFired = (): Promise<Labels[]> => {
  fired ??= firedExamples(model).then((all) =>
    all.flatMap(({ alerts }) =>
      alerts.map(({ labels }) => (labels.instance ? { service: labels.job ?? "", ...labels } : labels)),
    ),
  );
  return fired;
};

describe("Alertmanager and our own inhibition", () => {
  it("agree when every alert fires at once", async () => {
    expect(await agreedUpon(model, await allFired())).toBeGreaterThan(0);
  });

  it("agree on random rules", async () => {
    let inhibited = 0;
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const choose = chooser(seed);
      const definition = { ...alerting.definition, inhibitRules: randomInhibitRules(choose) };
      const alerts = Array.from({ length: 40 }, () => randomAlert(choose));
      inhibited += await agreedUpon({ ...model, alerting: { ...alerting, definition } }, alerts);
    }
    expect(inhibited).toBeGreaterThan(0);
  });
});

/** Posts the alerts to Alertmanager, and expects it to inhibit the same ones as our model. @returns their number */
async function agreedUpon(defined: Model, alerts: readonly Labels[]): Promise<number> {
  const file = join(await emitted(defined, ["alertmanager"]), "alertmanager/alertmanager.yml");
  const alertmanager = await startAlertmanager({ config: { file } });
  onTestFinished(() => alertmanager.stop());
  const api = `${alertmanager.url}/api/v2/alerts`;
  const body = JSON.stringify(alerts.map((labels) => ({ labels })));
  await fetch(api, { method: "POST", headers: { "content-type": "application/json" }, body });

  const { inhibitRules } = defined.alerting?.definition ?? { inhibitRules: [] };
  const firing = alerts.map((labels) => ({ labels }));
  const ours = alerts.filter((labels) => inhibitionOf(inhibitRules, labels, firing)).map(inWords);
  // Alertmanager processes alerts one after the other, and sources take effect only then.
  await expect.poll(() => inhibitedBy(api), { timeout: 30_000 }).toEqual([...new Set(ours)].sort());
  return ours.length;
}

async function inhibitedBy(api: string): Promise<string[]> {
  const known = (await (await fetch(api)).json()) as { labels: Labels; status: { inhibitedBy: string[] } }[];
  return known.flatMap(({ labels, status }) => (status.inhibitedBy.length > 0 ? [inWords(labels)] : [])).sort();
}

const inWords = (labels: Labels): string => JSON.stringify(Object.entries(labels).sort());

it.each(rules)("$name can inhibit: two alerts have its equal labels, and every equal label exists", async (rule) => {
  const [sources, targets] = sidesOf(rule, await allFired());
  // What tells clusters apart is on no alert of a platform with one.
  const isCarried = (label: string) =>
    model.settings.identityLabels.includes(label) || [...sources, ...targets].some((labels) => label in labels);
  expect(rule.equal.filter((label) => !isCarried(label))).toEqual([]);
  const carrySame = (a: Labels, b: Labels) => rule.equal.every((label) => label in a === label in b);
  expect(sources.some((source) => targets.some((target) => carrySame(source, target)))).toBe(true);
});

const sidesOf = ({ sourceMatchers, targetMatchers }: InhibitRule, alerts: readonly Labels[]) =>
  [
    alerts.filter((labels) => matchesAll(sourceMatchers, labels)),
    alerts.filter((labels) => matchesAll(targetMatchers, labels)),
  ] as const;

/** These are determined by `name`, `mountpoint`, `device` or `service`, or do not distinguish problems. */
const further = ["backend", "id", "image", "fstype", "team", "concern", "severity", "domain"];

it("critical-over-lesser compares every label that distinguishes two problems of one alert", async () => {
  const equal = new Set(rules.find(({ name }) => name === "critical-over-lesser")?.equal);
  const alerts = await allFired();
  const severities = (name: string | undefined) =>
    new Set(alerts.filter(({ alertname }) => alertname === name).map(({ severity }) => severity)).size;
  const several = alerts.filter(({ alertname }) => severities(alertname) > 1);
  const forgotten = several.flatMap((labels) => Object.keys(labels)).filter((label) => !equal.has(label));
  expect([...new Set(forgotten)].filter((label) => !further.includes(label))).toEqual([]);
});

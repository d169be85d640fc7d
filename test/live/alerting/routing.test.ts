import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { possibleLabels } from "../../../lib/alerting/labels.ts";
import type { Labels } from "../../../lib/alerting/matchers.ts";
import { routesFor } from "../../../lib/alerting/routing.ts";
import { alertsOf } from "../../../lib/checks/check.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import { run } from "../../../lib/cli/programs/programs.ts";
import { tool } from "../../../lib/cli/programs/tools.ts";
import type { Alerting } from "../../../lib/model/alerting.ts";
import { startAlertmanager } from "../../../scripts/servers/alertmanager.ts";
import { domains } from "../../../teams.ts";
import { emitted } from "./emitted.ts";
import { chooser, randomLabels, randomTree, receiverNames } from "./random.ts";

const model = await loadModel(".");
if (!model.alerting) throw new Error("the project defines no alerting");
const { file, name, definition } = model.alerting;

describe("Alertmanager and our own routing", () => {
  it("agree on every severity, domain and concern", async () => {
    await expectAgreement(definition, [...everyCombination()]);
  });

  it("agree on an alert without labels, which only amtool takes", async () => {
    const folder = await emitted(model, ["alertmanager"]);
    const config = `--config.file=${join(folder, "alertmanager/alertmanager.yml")}`;
    const { stdout } = await run(await tool("amtool"), "config", "routes", "test", config);
    expect(stdout.trim().split(",")).toEqual(routesFor(definition.route, {}).map(({ receiver }) => receiver));
  });

  it("agree on every alert", async () => {
    await expectAgreement(
      definition,
      Array.from(alertsOf(model)).flatMap(({ rule }) => possibleLabels(rule, model)),
    );
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("agree on random tree %i", async (seed) => {
    const choose = chooser(seed);
    const receivers = Object.fromEntries(receiverNames.map((name) => [name, {}]));
    const route = randomTree(choose);
    const alerts = Array.from({ length: 20 }, () => ({ alertname: "Any", ...randomLabels(choose) }));
    await expectAgreement({ ...definition, receivers, route }, alerts);
  });
});

function* everyCombination(): Generator<Labels> {
  for (const severity of ["critical", "warning", "info", "none", "Critical"])
    for (const domain of [...Object.keys(domains), "unheard-of"])
      for (const concern of ["performance", "resources", "data-quality", ""])
        for (const team of ["fraud", "platform", ""])
          yield { alertname: "Any", severity, domain, ...(concern && { concern }), ...(team && { team }) };
  yield { alertname: "Watchdog" };
}

/** Alertmanager names the receivers of all alerts that it has in one answer. */
async function expectAgreement(alerting: Alerting, alerts: readonly Labels[]): Promise<void> {
  const folder = await emitted({ ...model, alerting: { file, name, definition: alerting } }, ["alertmanager"]);
  await using alertmanager = await startAlertmanager({
    config: { file: join(folder, "alertmanager/alertmanager.yml") },
  });
  const sent = new Map(alerts.map((labels) => [keyOf(labels), labels]));
  const address = `${alertmanager.url}/api/v2/alerts`;
  const body = JSON.stringify(Array.from(sent.values(), (labels) => ({ labels })));
  const accepted = await fetch(address, { method: "POST", headers: { "content-type": "application/json" }, body });
  expect(await accepted.text()).toBe("");
  const held = (await (await fetch(address)).json()) as { labels: Labels; receivers: { name: string }[] }[];
  const theirs = held.map(({ labels, receivers }) => [keyOf(labels), receivers.map(({ name }) => name)]);
  const ours = Array.from(sent, ([key, labels]) => [key, routesFor(alerting.route, labels).map((to) => to.receiver)]);
  expect(Object.fromEntries(theirs)).toEqual(Object.fromEntries(ours));
}

/** A label that is empty is no label. */
const keyOf = (labels: Labels): string =>
  JSON.stringify(
    Object.entries(labels)
      .filter(([, value]) => value !== "")
      .sort(),
  );

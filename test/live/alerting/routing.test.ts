import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Labels, possibleLabels } from "../../../lib/alerting/matchers.ts";
import { routesFor } from "../../../lib/alerting/routing.ts";
import { alertsOf } from "../../../lib/checks/check.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import { run } from "../../../lib/cli/programs/run.ts";
import { tool } from "../../../lib/cli/programs/tools.ts";
import type { Alerting } from "../../../lib/model/alerting.ts";
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
    const alerts = Array.from({ length: 20 }, () => randomLabels(choose));
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
  yield {};
}

async function expectAgreement(alerting: Alerting, alerts: readonly Labels[]): Promise<void> {
  const folder = await emitted({ ...model, alerting: { file, name, definition: alerting } }, ["alertmanager"]);
  const config = join(folder, "alertmanager/alertmanager.yml");
  const amtool = await tool("amtool");
  for (const labels of alerts) {
    const words = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
    const { stdout } = await run(amtool, "config", "routes", "test", `--config.file=${config}`, ...words);
    const ours = routesFor(alerting.route, labels).map(({ receiver }) => receiver);
    expect(stdout.trim().split(","), words.join(" ")).toEqual(ours);
  }
}

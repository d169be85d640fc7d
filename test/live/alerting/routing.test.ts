import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ownLabels } from "../../../lib/alerting/labels.ts";
import type { Labels } from "../../../lib/alerting/matchers.ts";
import { routesFor } from "../../../lib/alerting/route.ts";
import { alertsOf } from "../../../lib/checks/walk.ts";
import { loadModel } from "../../../scripts/load.ts";
import { run } from "../../../scripts/servers/run.ts";
import { tool } from "../../../scripts/servers/tools.ts";
import { domains } from "../../../teams.ts";
import { emitted } from "./emitted.ts";

const model = await loadModel(".");
const route = model.alerting?.definition.route;
const configFile = async () => join(await emitted(model, ["alertmanager"]), "alertmanager/alertmanager.yml");

describe("Alertmanager and our own routing", () => {
  it("agree on every severity, domain and concern", { timeout: 60_000 }, async () => {
    await expectAgreement([...everyCombination()]);
  });

  it("agree on every alert", { timeout: 60_000 }, async () => {
    await expectAgreement(Array.from(alertsOf(model), ({ rule }) => ownLabels(rule)));
  });
});

function* everyCombination(): Generator<Labels> {
  for (const severity of ["critical", "warning", "info", "none", "Critical"])
    for (const domain of [...Object.keys(domains), "unheard-of"])
      for (const concern of ["performance", "resources", "data-quality", ""])
        yield { alertname: "Any", severity, domain, ...(concern && { concern }) };
  yield { alertname: "Watchdog" };
  yield {};
}

async function expectAgreement(alerts: readonly Labels[]): Promise<void> {
  if (!route) throw new Error("the project defines no routes");
  const config = await configFile();
  const amtool = await tool("amtool");
  for (const labels of alerts) {
    const words = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
    const { stdout } = await run(amtool, "config", "routes", "test", `--config.file=${config}`, ...words);
    const ours = routesFor(route, labels).map(({ receiver }) => receiver);
    expect(stdout.trim().split(","), words.join(" ")).toEqual(ours);
  }
}

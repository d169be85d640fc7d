import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { composeTarget, overriddenTarget } from "../../../lib/emit/emit.ts";
import { emit } from "../../../lib/emit/index.ts";
import { defaultSettings } from "../../../lib/model/config.ts";
import type { Duration, Model, RuleGroupDefinition, Service, Stack } from "../../../lib/model/model.ts";
import type { Scale } from "../../../lib/model/scale.ts";
import { promql } from "../../../lib/promql/promql.ts";

export const service = (changes: Partial<Service> & { port: number }): Service => ({
  title: "A service",
  purpose: "A test",
  team: "platform",
  ...changes,
});

/** Time passes here about fifteen times as fast as in production. */
export const interval: Duration = "1s";

/** A stack that is small enough to run as processes: a shop that is scraped, and servers, some of which are as well. */
export function smallStack(
  scale: Scale,
  rules: readonly { name: string; definition: RuleGroupDefinition }[] = [],
  scraped: readonly ("prometheus" | "alertmanager")[] = [],
): Model {
  const scrapeOf = (name: "prometheus" | "alertmanager") => (scraped.includes(name) ? { scrape: { interval } } : {});
  const stack: Stack = {
    prometheus: service({ port: 9090, ...scrapeOf("prometheus") }),
    alertmanager: service({ port: 9093, ...scrapeOf("alertmanager") }),
    shop: service({ port: 9501, scrape: { interval }, external: true }),
    ...scale.services,
  };
  return {
    settings: {
      ...defaultSettings,
      prometheus: {
        scrapeInterval: interval,
        scrapeTimeout: interval,
        evaluationInterval: interval,
        externalLabels: {},
      },
    },
    stack,
    scale,
    links: { dashboards: "http://localhost", runbooks: "http://localhost" },
    teams: {},
    catalogs: [],
    dashboards: [],
    datasources: [],
    logs: [],
    logAlerts: [],
    rules: rules.map((rule) => ({ ...rule, file: `rules/${rule.name}.ts` })),
  };
}

/** The text of Prometheus' configuration, as it is emitted. */
export function prometheusText(model: Model, addresses: Readonly<Record<string, string>>): string {
  const files = emit(model, overriddenTarget(composeTarget(model), addresses), ["prometheus"]);
  const [file] = files;
  if (!file) throw new Error("nothing was emitted");
  return file.text;
}

/** Writes what is emitted for Prometheus, with the rules that it evaluates. */
export async function writeEmitted(
  folder: string,
  model: Model,
  addresses: Readonly<Record<string, string>>,
): Promise<void> {
  for (const { path, text } of emit(model, overriddenTarget(composeTarget(model), addresses), [
    "prometheus",
    "rules",
  ])) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

export const orders = promql`shop_orders_total`;

/** A shop that counts an order every 100 ms since it opened: 10 a second. */
export function shopExposition(): () => string {
  const opened = Date.now();
  return () =>
    [
      "# TYPE shop_orders_total counter",
      `shop_orders_total ${Math.floor((Date.now() - opened) / 100)}`,
      "# TYPE shop_carts gauge",
      "shop_carts 7",
      "",
    ].join("\n");
}

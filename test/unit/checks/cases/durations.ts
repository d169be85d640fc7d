import type { Duration, Model } from "../../../../lib/model/model.ts";
import { alertingExample, exampleModel } from "../examples/model.ts";
import { alertOn, recording } from "../examples/shop.ts";
import { jsonBoard, panel } from "./boards.ts";
import { configured, modules, probing, serving } from "./definitions.ts";
import type { Tables } from "./table.ts";

/** The rules of a group that is evaluated so. */
const evaluated = (model: Model, definition: object): Model => ({
  ...model,
  rules: model.rules.map((group) => ({ ...group, definition: { ...group.definition, ...definition } })),
});

const tooLong: Duration = "293y";

const kept = (metrics: Duration, model: Model): Model => ({ ...model, retention: { metrics, logs: "7d" } });

/** A series that is recorded every so often, beside a query of it. */
const rare = (interval: Duration, expr: string): Model => {
  const model = evaluated(recording({ "shop:queue:sum": "sum(shop_queue_length)" }), { interval });
  return { ...model, rules: [...model.rules, ...alertOn(expr).rules] };
};

/** A receiver that waits so long for an answer. */
const hook = (timeout: Duration): Model =>
  alertingExample({ alerting: { receivers: { hook: { webhookConfigs: [{ urlFile: "hook", timeout }] } } } });

export const durationCases: Tables = {
  "duration-range": {
    refused: {
      "a group": () => evaluated(exampleModel({}), { interval: "0s", queryOffset: tooLong }),
      "an alert that keeps firing": () => exampleModel({ alert: { for: tooLong, keepFiringFor: tooLong } }),
      "the configuration of Prometheus": () =>
        configured({ prometheus: { scrapeInterval: "0s", scrapeTimeout: "0s", evaluationInterval: "0s" } }),
      "how long data is kept": () => ({ ...exampleModel({}), retention: { metrics: "0s", logs: "0s" } }),
      probes: () =>
        probing({ interval: "0s", modules: { ...modules, tcp: { timeout: "0s" }, icmp: { timeout: tooLong } } }),
      "when an alert without an end is over": () =>
        alertingExample({ alerting: { global: { resolveTimeout: tooLong } } }),
      "a receiver": () => hook(tooLong),
      "a service": () => serving({ shop: { scrape: { interval: "0s", timeout: "0s" } } }),
      "a route": () => alertingExample({ root: { groupWait: tooLong, groupInterval: "0s", repeatInterval: "0s" } }),
    },
    accepted: {
      "as long as servers read": () => exampleModel({ alert: { for: "291y", keepFiringFor: "291y" } }),
      "what may be zero": () =>
        evaluated(exampleModel({ alert: { for: "0s", keepFiringFor: "0s" } }), { queryOffset: "0s" }),
      "a route that does not wait": () =>
        alertingExample({ root: { groupWait: "0s" }, alerting: { global: { resolveTimeout: "0s" } } }),
      "a receiver without a timeout": () => hook("0s"),
      "a service that is not scraped": () => serving({ shop: {} }),
    },
  },
  "query-retention": {
    refused: {
      "a subquery": () => kept("2d", alertOn("max_over_time(shop_queue_length[1h:1m] offset 2d) > 5")),
      "a range within a subquery": () =>
        kept("1d", alertOn("max_over_time(rate(shop_requests_total[12h])[13h:1m]) > 5")),
      "the longer of two": () => kept("1d", alertOn("up offset 1h + up offset 2d + up offset 90m > 5")),
      "an offset of a part": () => kept("1d", alertOn("sum(shop_queue_length offset 36h) > 5")),
      "a panel": () => kept("1d", jsonBoard({ panels: [panel({ targets: [{ refId: "A", expr: "up offset 2d" }] })] })),
    },
    accepted: {
      "as long as data is kept": () => kept("2d", alertOn("up offset 2d > 5")),
      "an offset into the future": () => kept("1d", alertOn("max_over_time(shop_queue_length[1d] offset -5d) > 5")),
      "two ranges beside each other": () =>
        kept("1d", alertOn("rate(shop_requests_total[23h]) > rate(shop_requests_total[23h] offset 1h)")),
      "an expression that is not PromQL": () => kept("1d", alertOn("up offset 2d >")),
      "a store that keeps data longer": () => ({
        ...kept("1d", alertOn("up offset 2d > 5")),
        scale: { cluster: "a" },
      }),
      "no retention.ts": () => alertOn("up offset 2d > 5"),
    },
  },
  "rule-lookback": {
    refused: {
      "a part of an expression": () => rare("301s", "sum(shop:queue:sum offset 1h) > 5"),
      "a subquery": () => rare("10m", "max_over_time(shop:queue:sum[1h:1m]) > 5"),
    },
    accepted: {
      "a range": () => rare("10m", "last_over_time(shop:queue:sum[30m]) > 5"),
      "what is recorded more often": () => rare("300s", "shop:queue:sum > 5"),
      "another series": () => rare("10m", "shop_queue_length > 5"),
      "a selector without a name": () => rare("10m", '{job="shop"} > 5'),
      "an expression that is not PromQL": () => rare("10m", "shop:queue:sum >"),
      "an alert that is evaluated rarely": () => evaluated(alertOn("HostDown > 5"), { interval: "10m" }),
    },
  },
};

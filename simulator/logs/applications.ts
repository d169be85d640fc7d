import type { Tick } from "../world/tick.ts";
import { json } from "./formats.ts";
import type { Report } from "./line.ts";

/** What the platform's own services write to files: shop, pipelines, and the consumer that has transactions scored. */
export const applications = (tick: Tick): Report[] => [
  application("transactions", transactions(tick)),
  application("etl", etl(tick)),
  application("fraud-scorer", fraudScorer(tick)),
];

const application = (service: string, events: Report["events"]): Report => ({
  labels: { source: "application", service },
  write: json,
  events,
});

const transactions = ({ flows, conditions }: Tick): Report["events"] => [
  { level: "info", perSecond: flows.approved / 4, says: () => "transaction approved" },
  { level: "warning", perSecond: flows.blocked, says: () => "transaction blocked by fraud detection" },
  {
    level: "error",
    perSecond: flows.failed,
    says: (draw) => `transaction failed: the payment gateway timed out after ${3000 + draw(900)} ms`,
  },
  {
    level: "warning",
    perSecond: conditions.memoryLeak > 0 ? 1 / 60 : 0,
    says: (draw) => `garbage collection took ${1100 + draw(1400)} ms: the heap is nearly full`,
  },
];

const etl = ({ flows, conditions }: Tick): Report["events"] => [
  { level: "info", perSecond: 0.5, says: () => "micro-batch loaded" },
  {
    level: "warning",
    perSecond: flows.transactions * 0.0006,
    says: (draw) => `payments: record ${100_000 + draw(900_000)} failed validation: the amount is below zero`,
  },
  {
    level: "warning",
    perSecond: 1 / 500,
    says: (draw) => `clickstream: the sink took ${5 + draw(5)} s for a batch, trying again`,
  },
  {
    level: "error",
    perSecond: flows.transactions * 0.0001,
    says: (draw) => `payments: record ${100_000 + draw(900_000)} timed out in stage load, sent to the dead letters`,
  },
  {
    level: "error",
    perSecond: flows.transactions * conditions.schemaBroken,
    says: (draw) => `payments: record ${100_000 + draw(900_000)} has an unknown field "account_iban"`,
  },
  {
    level: "error",
    perSecond: conditions.loadStalled * 0.2,
    says: (draw) => `orders: the sink does not accept batch ${40_000 + draw(900)}, trying again`,
  },
];

const fraudScorer = ({ flows, conditions }: Tick): Report["events"] => [
  {
    level: "warning",
    perSecond: 1 / 400,
    says: (draw) => `features of customer ${10_000 + draw(90_000)} are ${200 + draw(300)} s old`,
  },
  {
    level: "error",
    perSecond: flows.transactions * 0.0001,
    says: () => "no score: the feature store did not answer within 50 ms, the transaction goes on unscored",
  },
  {
    level: "warning",
    perSecond: (1 - conditions.scorerSpeed) / 30,
    says: (draw) => `a batch of 500 transactions took ${20 + draw(25)} s instead of the usual 0.4 s`,
  },
  {
    level: "error",
    perSecond: conditions.scorerSpeed < 0.3 ? 1 / 240 : 0,
    says: (draw) => `left group fraud-scorer: ${310 + draw(60)} s between two polls, 300 s are allowed`,
  },
  {
    level: "warning",
    perSecond: conditions.drift / 60,
    says: (draw) => `scores of gbm 7 are not those of its training: PSI 0.${20 + draw(20)}`,
  },
  {
    level: "warning",
    perSecond: flows.fraudShare > 0.05 ? 1 / 10 : 0,
    says: (draw) => `a card was tried ${8 + draw(20)} times within a minute, from ${2 + draw(6)} countries`,
  },
  {
    level: "error",
    perSecond: conditions.mlflowDown / 60,
    says: () => "the model registry does not answer: gbm 7 is used as it was last loaded",
  },
];

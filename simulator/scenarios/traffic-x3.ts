import { defineScenario } from "../scenario.ts";

export default defineScenario({
  title: "Traffic at three times the usual",
  story: "A campaign goes viral: three times the demand, more than the platform was built for.",
  changes: { traffic: { to: 3, over: "1m" } },
  lasts: "1h30m",
  panels: [
    "business › Transactions vs. baseline",
    "kafka › Messages in by topic",
    "etl › Records ingested by pipeline",
  ],
  fires: [
    "TransactionsMoreThanUsual info",
    "TransactionsSlow warning",
    "SloBudgetBurns info",
    "EtlDeadLettersGrow warning",
  ],
});

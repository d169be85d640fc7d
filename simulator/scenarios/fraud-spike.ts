import { defineScenario } from "../scenario.ts";

export default defineScenario({
  title: "Fraud spikes",
  story: "Stolen cards are tried out in bulk: one transaction in six is fraud, and detection catches most of it.",
  changes: { fraud: { to: 14, over: "5m" } },
  lasts: "1h",
  panels: ["fraud-ml › Fraud rate", "fraud-ml › Predictions by decision"],
  fires: ["FraudRateHigh warning", "FraudRateHigh critical", "FraudRateSpiked warning"],
});

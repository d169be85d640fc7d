import { defineRunbooks } from "bigdata-monitoring";
import type rates from "./fraud-rates.ts";

export default defineRunbooks<typeof rates>({
  FraudRateHigh: {
    check: [
      '`topk(5, sum by (channel, payment_method) (rate(transactions_total{status="blocked"}[15m])))`: one pattern, or all kinds?',
      'Panel "Score distribution" of board fraud-ml, and releases of a model in the last day.',
      "`SELECT model, version, decision, count(*), sum(amount_usd) FROM fraud_predictions WHERE predicted_at > now() - interval '15 minutes' GROUP BY 1, 2, 3 ORDER BY 4 DESC LIMIT 10` in the database of fraud detection.",
    ],
    found: {
      "one channel, country or merchant stands out": [
        "It is an attack: have security add a rule that stops it, and keep the model.",
      ],
      "all kinds are blocked": [
        "It is the model or its features: set the alias `champion` back to the version before, in MLflow, and look at FeatureLookupsFail.",
      ],
    },
    undo: "Remove the rule when the attack is over; release blocked payments that were good.",
    verify: "`platform:fraud_called:ratio_rate15m` is near that of last week.",
    call: { fraud: "at once", business: "if good customers are refused", "ml-engineering": "to set a model's version" },
  },
});

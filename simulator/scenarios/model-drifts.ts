import { defineScenario } from "../scenario.ts";

export default defineScenario({
  title: "A model drifts",
  story:
    "Customers no longer behave as when the models were trained: scores shift, fraud slips through, honest people are stopped.",
  moves: { drift: { to: 1, over: "10m" } },
  lasts: "2h",
  panels: [
    "fraud-ml › Drift of the scores",
    "fraud-ml › Recall: fraud that was caught",
    "fraud-ml › Drift of the columns",
  ],
  fires: [
    "ModelDrifts info",
    "ModelDrifts warning",
    "ModelRecallLow warning",
    "ModelRecallLow critical",
    "ModelPrecisionLow warning",
    "ModelWorseThanUsual warning",
    "ColumnDrifts info",
    "ColumnDrifts warning",
    "DataQualityLow warning",
  ],
});

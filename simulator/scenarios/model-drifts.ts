import { defineScenario } from "../scenario.ts";

export default defineScenario({
  title: "A model drifts",
  story:
    "Customers no longer behave as when the models were trained: scores shift, fraud slips through, honest people are stopped.",
  changes: { drift: { to: 1, over: "10m" } },
  lasts: "2h",
  panels: ["fraud-ml › Score drift (PSI)", "fraud-ml › Recall by model", "fraud-ml › Column drift (PSI)"],
  fires: [
    "ModelDrifts info",
    "ModelDrifts warning",
    "ModelRecallLow warning",
    "ModelPrecisionLow warning",
    "ModelWorseThanUsual warning",
    "ColumnDrifts info",
    "ColumnDrifts warning",
    "DataQualityLow warning",
  ],
});

import { defineScenario } from "../scenario.ts";

export default defineScenario({
  title: "A schema breaks",
  story: "A release of the payment service renames a field: a third of its records are refused, or arrive without it.",
  changes: { schemaBroken: { to: 0.3 } },
  lasts: "1h30m",
  panels: ["etl › Failed records by reason", "etl › Dead letters by pipeline", "etl › Failed checks"],
  fires: [
    "EtlSchemaBroken warning",
    "EtlRecordsFail warning",
    "EtlRecordsFail critical",
    "EtlRunsFail warning",
    "EtlDeadLettersGrow warning",
    "ColumnNullsRise warning",
    "DataQualityLow warning",
  ],
});

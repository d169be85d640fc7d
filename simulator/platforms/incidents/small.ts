import type { PlatformIncident } from "../incident.ts";

export const smallIncidents = [
  {
    title: "All traffic stops",
    story: "A change of the domain's records sends customers elsewhere: no visit and no transaction arrives at noon.",
    changes: { traffic: { to: 0 } },
    day: 1,
    at: "11h",
    lasts: "3h",
    fires: [
      "TransactionsStopped critical",
      "EtlIngestionStopped critical",
      "EtlIngestionBelowUsual warning",
      "KafkaTopicQuieterThanUsual warning",
      "DatasetSmallerThanUsual warning",
      "RevenueBelowUsual warning",
    ],
    resolvedAfter: "1h",
  },
  {
    title: "Stolen cards are tried out",
    story: "Somebody tries cards in bulk: half as much traffic again, and four transactions in ten are fraud.",
    changes: { traffic: { to: 1.5 }, fraud: { to: 1500 } },
    day: 2,
    at: "11h",
    lasts: "2h",
    fires: ["FraudRateHigh warning", "FraudRateHigh critical", "FraudRateSpiked warning"],
    resolvedAfter: "1h",
  },
  {
    title: "MLflow goes down",
    story: "Nobody can look up a model.",
    changes: { mlflowDown: { to: 1 } },
    day: 3,
    at: "11h",
    lasts: "1h",
    fires: ["EndpointDown warning", "MlflowDown warning", "ExporterBackendStale warning"],
    resolvedAfter: "15m",
  },
  {
    title: "Backups fail",
    story:
      "The password of the backups' target has expired: tonight's did not succeed, until somebody starts one by hand.",
    changes: { backupsFail: { to: 1 } },
    day: 4,
    at: "1h",
    lasts: "20h",
    fires: ["BackupOld warning"],
    resolvedAfter: "10m",
  },
] as const satisfies readonly PlatformIncident[];

import { defineRunbooks } from "bigdata-monitoring";
import type fraud from "./fraud.ts";

const rollBack =
  "Roll back the last release of the service, or set the model's stage back in MLflow: `mlflow models` lists versions; the alias `champion` names the one in use.";

export default defineRunbooks<typeof fraud>({
  FraudDetectionDown: {
    check: [
      "`curl -s http://fraud-detection-exporter:9402/metrics | grep -E 'fraud_up|poll_errors'`: why the exporter calls it down.",
      "`docker ps -a --filter name=fraud` and `docker logs --tail 100 fraud-detection`.",
      "`pg_isready -h postgres`: its database.",
    ],
    found: {
      "the service is down": ["`docker start fraud-detection`. If it ends again, roll back its last release."],
      "its database is down": ["See PostgresqlDown."],
      "the service is well": ["Only the exporter cannot read it: its address or password in `compose/.env`."],
    },
    undo: "Release again once the cause is fixed.",
    verify: "`fraud_up` is 1, and `fraud_predictions_total` grows.",
    call: { security: "at once: payments go unchecked or wait", business: "if payments are to be stopped" },
  },
  FraudPredictionsStopped: {
    check: [
      "`kafka-consumer-groups.sh --bootstrap-server kafka:9092 --describe --group fraud-scorer`: members, and LAG.",
      '`{service="fraud-detection"} | level=~"error|critical"` in Loki, last 15 minutes.',
      'Panel "Commands by type" of board databases: features are read from there.',
    ],
    found: {
      "the group has no member": ["Start the service: `docker start fraud-detection`."],
      "it has members, and LAG grows": [
        "It waits: for Redis (see RedisDown), for the model registry, or for CPU. Start more instances.",
      ],
      "LAG is 0": ["No transactions arrive in Kafka: see the producer of topic transactions."],
    },
    undo: "Stop the additional instances.",
    verify: 'Panel "Predictions" of board fraud-ml is as it was.',
    call: { security: "after 5 minutes: payments go unchecked", business: "to decide whether payments wait" },
  },
  FraudCheckBypassed: {
    check: [
      "`sum by (channel) (rate(transactions_total[5m]))` against `sum by (channel) (rate(fraud_predictions_total[5m]))`: which channel has no predictions?",
      "Releases of the transaction service in the last day, on board platform-overview.",
    ],
    found: {
      "one channel has none": [
        "Roll back the release that touched it. Until then stop the channel, if business agrees.",
      ],
      "all channels have too few": ["Fraud detection cannot keep up: see FraudPredictionsStopped."],
    },
    undo: "Open the channel again.",
    verify: "The ratio is above 0.99. Score the unchecked transactions afterwards.",
    call: { fraud: "at once", business: "before a channel is stopped" },
  },
  FraudPredictionErrors: {
    check: [
      '`{service="fraud-detection", level="error"}` in Loki: the exception, and the model\'s version.',
      'Panel "Lookups by result" of board fraud-ml: missing features?',
    ],
    found: {
      "features are missing": ["See FeatureLookupsFail."],
      "one version fails": [rollBack],
      "all versions fail": [
        "The input has changed: compare a transaction with the model's signature in MLflow. Roll back the release that changed it.",
      ],
    },
    undo: "Set the alias to the newer version again, once it is fixed.",
    verify: "`model:fraud_errors:ratio_rate5m` is below 0.01.",
    call: { "ml-engineering": "to set a model's version", security: "if errors let payments pass" },
  },
});

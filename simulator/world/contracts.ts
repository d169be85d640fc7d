import alertmanagerContract from "bigdata-monitoring/catalogs/alertmanager";
import alloyContract from "bigdata-monitoring/catalogs/alloy";
import blackboxContract from "bigdata-monitoring/catalogs/blackbox-exporter";
import cadvisorContract from "bigdata-monitoring/catalogs/cadvisor";
import grafanaContract from "bigdata-monitoring/catalogs/grafana";
import rendererContract from "bigdata-monitoring/catalogs/grafana-image-renderer";
import kafkaContract from "bigdata-monitoring/catalogs/kafka-exporter";
import lagContract from "bigdata-monitoring/catalogs/kafka-lag-exporter";
import lokiContract from "bigdata-monitoring/catalogs/loki";
import mysqlContract from "bigdata-monitoring/catalogs/mysqld-exporter";
import postgresContract from "bigdata-monitoring/catalogs/postgres-exporter";
import prometheusContract from "bigdata-monitoring/catalogs/prometheus";
import promtailContract from "bigdata-monitoring/catalogs/promtail";
import redisContract from "bigdata-monitoring/catalogs/redis-exporter";
import qualityContract from "../../metrics/data-quality-exporter.ts";
import etlContract from "../../metrics/etl.ts";
import fraudContract from "../../metrics/fraud-detection-exporter.ts";
import mlflowContract from "../../metrics/mlflow-exporter.ts";
import nodeContract from "../../metrics/node-exporter.ts";
import transactionsContract from "../../metrics/transactions.ts";

/** What each service exposes. */
export const contracts = {
  prometheus: prometheusContract,
  alertmanager: alertmanagerContract,
  grafana: grafanaContract,
  "image-renderer": rendererContract,
  loki: lokiContract,
  promtail: promtailContract,
  alloy: alloyContract,
  "node-exporter": nodeContract,
  cadvisor: cadvisorContract,
  "redis-exporter": redisContract,
  "kafka-exporter": kafkaContract,
  "kafka-lag-exporter": lagContract,
  "postgres-exporter": postgresContract,
  "mysqld-exporter": mysqlContract,
  "blackbox-exporter": blackboxContract,
  "mlflow-exporter": mlflowContract,
  "fraud-detection-exporter": fraudContract,
  "data-quality-exporter": qualityContract,
  etl: etlContract,
  transactions: transactionsContract,
} as const;

export type Contracts = typeof contracts;

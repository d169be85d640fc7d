/** What an incident can change. Everything else follows from it. */
export interface Conditions {
  /** Times the usual demand. */
  readonly traffic: number;
  /** Times the usual share of fraud. */
  readonly fraud: number;
  /** Share of its usual speed at which the fraud scorer consumes. */
  readonly scorerSpeed: number;
  /** Brokers of the cluster that are gone. */
  readonly brokersLost: number;
  /** Share of the orders pipeline's load stage that stands still. */
  readonly loadStalled: number;
  /** Share of payments whose schema is not the agreed one. */
  readonly schemaBroken: number;
  /** How far customers have moved from those that the models were trained on: 0 not, 1 entirely. */
  readonly drift: number;
  /** Bytes written per second to the data disk, and never deleted. */
  readonly diskGrowth: number;
  /** Connections to PostgreSQL that nobody gives back. */
  readonly connectionsLeaked: number;
  /** 1 while MLflow does not answer. */
  readonly mlflowDown: number;
  /** Bytes per second that the transaction service takes and never frees. */
  readonly memoryLeak: number;
  /** 1 while the first host with a node exporter does not run. */
  readonly hostDown: number;
  /** 1 while the first PostgreSQL standby is not connected to its primary. */
  readonly standbyLost: number;
  /** 1 while nobody reads partition 2 of the first topic. */
  readonly partitionStuck: number;
  /** 1 while the first replica of MySQL and of Redis is not connected to its source. */
  readonly replicasLost: number;
  /** Days until Grafana's certificate expires. */
  readonly certificateDays: number;
  /** 1 while every run of the platform's longest batch pipeline fails. */
  readonly runsFail: number;
  /** 1 while no run of the platform's longest batch pipeline begins. */
  readonly runsDoNotBegin: number;
  /** 1 while no feature view is refreshed. */
  readonly featuresNotRefreshed: number;
  /** 1 while the transaction service does not run. */
  readonly transactionsDown: number;
  /** Share of transactions that no model scores. */
  readonly unscored: number;
  /** 1 while the data quality exporter ends every few minutes and is started again. */
  readonly crashLoop: number;
  /** 1 while no backup succeeds. */
  readonly backupsFail: number;
}

/** An ordinary day. */
export const usual: Conditions = {
  traffic: 1,
  fraud: 1,
  scorerSpeed: 1,
  brokersLost: 0,
  loadStalled: 0,
  schemaBroken: 0,
  drift: 0,
  diskGrowth: 0,
  connectionsLeaked: 0,
  mlflowDown: 0,
  memoryLeak: 0,
  hostDown: 0,
  standbyLost: 0,
  partitionStuck: 0,
  replicasLost: 0,
  certificateDays: 70,
  runsFail: 0,
  runsDoNotBegin: 0,
  featuresNotRefreshed: 0,
  transactionsDown: 0,
  unscored: 0,
  crashLoop: 0,
  backupsFail: 0,
};

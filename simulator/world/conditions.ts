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
};

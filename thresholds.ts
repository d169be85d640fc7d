/**
 * Every limit that an alert enforces or a panel draws, in base units: ratios 0 to 1, seconds, bytes, USD, per second.
 * A comment names the public collection that has the same number; all others are choices of this platform.
 */
export const thresholds = {
  hosts: {
    /** Ratio of CPU time not idle. Source: node-mixin NodeCPUHighUsage. */
    cpuBusy: 0.9,
    /** Load average per core. Source: node-mixin NodeSystemSaturation. */
    loadPerCore: 2,
    /** Ratio of memory that new work can use. Source: awesome-prometheus-alerts, host out of memory. */
    memoryAvailable: 0.1,
    /** Ratio of time in which some task waited for memory. */
    memoryPressure: 0.1,
    /** Ratio of space or inodes used. */
    diskUsed: { warning: 0.85, critical: 0.95 },
    inodesUsed: 0.9,
    /** Ratio used above which a prediction of a full disk counts. Source: node-mixin NodeFilesystemSpaceFillingUp. */
    diskFillingFrom: 0.6,
    /** Seconds per read or write. */
    diskLatency: 0.1,
    /** Ratio of the time in which a disk was busy. */
    diskBusy: 0.95,
    /** Ratio of a network interface's speed. */
    networkUsed: 0.8,
    /** Ratio of packets with errors. Source: node-mixin NodeNetworkReceiveErrs. */
    networkErrors: 0.01,
    /** Seconds between the local clock and its reference. Source: node-mixin NodeClockSkewDetected. */
    clockSkew: 0.05,
    /** Ratio of file descriptors. Source: node-mixin NodeFileDescriptorLimit. */
    fileDescriptors: 0.7,
    /** Ratio of the connection tracking table. Source: node-mixin NodeHighNumberConntrackEntriesUsed. */
    conntrackUsed: 0.75,
  },
  containers: {
    /** Ratio of the memory limit in the working set. */
    memoryUsed: 0.85,
    /** Ratio of CPU periods that were throttled. Source: kubernetes-mixin CPUThrottlingHigh. */
    cpuThrottled: 0.25,
    /** Restarts in half an hour. */
    restarts: 2,
  },
  redis: {
    /** Ratio of maxmemory. */
    memoryUsed: 0.8,
    /** Ratio of maxclients. */
    connectionsUsed: 0.8,
    /** Ratio of lookups that found their key. */
    hitRatio: 0.8,
    /** Keys evicted per second. */
    evictions: 10,
    /** Seconds of CPU per command, on average. */
    commandDuration: 0.001,
    /** Seconds since the last snapshot of changed data. */
    snapshotAge: 86_400,
    /** Seconds that a replica is behind. */
    replicaLag: 30,
  },
  kafka: {
    /** Seconds from a message's production to its consumption, by consumer group. */
    lagSeconds: { warning: 300, critical: 1_800 },
    /** Messages that a group is behind on a topic. Source: awesome-prometheus-alerts, Kafka consumer group lag. */
    lagMessages: 10_000,
    /** Ratio of the retained messages that a group has not read yet: at 1 it loses data. */
    lagOfRetention: { warning: 0.5, critical: 0.8 },
    /** Ratio of partitions that their preferred broker leads. */
    preferredLeaders: 0.8,
    /** Ratio of a producer's send buffer. */
    producerBufferUsed: 0.9,
    /** Seconds to the acknowledgement of a batch, 99th percentile. */
    producerLatency: 1,
    /** Ratio of time in which request handlers are idle. Source: Confluent, monitoring Kafka, request handler idle. */
    requestHandlersIdle: 0.2,
  },
  postgresql: {
    /** Ratio of the connections open to ordinary users. Source: postgres_mixin. */
    connectionsUsed: 0.8,
    /** Seconds that a standby is behind. */
    replicationLag: 60,
    /** Ratio of blocks found in memory. Source: postgres-observ-lib PostgreSQLLowCacheHitRatio. */
    cacheHitRatio: 0.9,
    /** Ratio of transactions rolled back. Source: postgres_mixin. */
    rollbackRatio: 0.1,
    /** Seconds that one transaction is open. */
    transactionDuration: 1_800,
    /** Sessions that wait for a lock. */
    lockWaits: 5,
    /** Deadlocks in 15 minutes. */
    deadlocks: 3,
    /** Transactions until ids wrap round at 2 billion; autovacuum forces itself at 0.2 billion. */
    transactionIdAge: { warning: 500_000_000, critical: 1_500_000_000 },
  },
  mysql: {
    /** Ratio of max_connections. Source: awesome-prometheus-alerts. */
    connectionsUsed: 0.8,
    /** Seconds that a replica is behind. Source: mysqld-mixin MySQLReplicationLag. */
    replicationLag: 30,
    /** Ratio of statements slower than long_query_time. */
    slowQueryRatio: 0.05,
    /** Ratio of logical reads that had to go to disk. */
    bufferPoolMissRatio: 0.05,
    /** Seconds that a statement waits for a row lock, on average. */
    rowLockWait: 1,
    /** Threads that execute a statement. */
    threadsRunning: 50,
  },
  backups: {
    /** Seconds since the last success: a daily backup may take two hours. */
    age: 93_600,
  },
  endpoints: {
    /** Seconds of a probe. Source: awesome-prometheus-alerts, Blackbox slow probe, widened. */
    probeDuration: 2,
    /** Ratio of probes that succeed over a day, as promised. */
    availabilityDay: 0.995,
    /** Times that a probe begins to fail or to succeed within an hour. */
    changes: 4,
    /** Seconds until a certificate expires. */
    certificate: 21 * 86_400,
  },
  etl: {
    /** Ratio of records that a stage could not process. */
    failedRecords: { warning: 0.01, critical: 0.05 },
    /** Ratio of records refused for their schema. */
    schemaErrors: 0.005,
    /** Ratio of runs that failed. */
    failedRuns: 0.25,
    /** Schedule intervals without a successful run, and seconds that every pipeline may take beyond them. */
    missedRuns: { warning: 1.4, critical: 3 },
    runSlack: 300,
    /** Seconds between runs, up to which a pipeline counts as a stream. */
    streamInterval: 900,
    /** Ratio of a queue's capacity. */
    queueUsed: 0.8,
    /** Seconds that the oldest record waits. */
    queueWait: 900,
    /** Seconds from event to sink, 95th percentile. */
    latency: 300,
    /** Seconds since the newest event in the sink. */
    sinkAge: 1_800,
    /** Records set aside in an hour. */
    deadLettersGrowth: 100,
    /** Retries per record. */
    retryRatio: 0.1,
    /** Ratio of a stage's records that it neither passed on, skipped nor failed. */
    unaccountedRecords: 0.01,
    /** Ratio of the usual rate. */
    ingestionDrop: 0.5,
  },
  fraud: {
    /** Ratio of predictions that call fraud (review or block). */
    rate: { warning: 0.05, critical: 0.1 },
    /** Ratio of the usual rate of fraud. */
    rateSpike: 3,
    rateCollapse: 0.33,
    /** Predictions that flag fraud, or end in an error, which a ratio needs. */
    leastFlagged: 30,
    leastErrors: 9,
    /** Confirmed frauds of a day that the missed amount needs. */
    leastFrauds: 100,
    /** Ratio of predictions that ended in an error. */
    errors: { warning: 0.01, critical: 0.05 },
    /** Seconds of a prediction, 99th percentile. */
    latency: 0.25,
    /** Seconds since the newest prediction. */
    silence: 300,
    /** Ratio of finished transactions that were scored. */
    coverage: 0.95,
    /** Ratio of confirmed fraud, by amount, that was let through. */
    missedAmount: 0.2,
  },
  models: {
    /** Ratios over the last day, from labels that have arrived. */
    precision: 0.7,
    recall: 0.7,
    falsePositives: 0.03,
    /**
     * Labels that a ratio's own denominator needs: confirmed frauds for recall, flagged ones for precision, honest
     * customers for false positives. test/unit/alerting/noise.test.ts computes what chance does at these floors.
     */
    leastPositives: 100,
    leastNegatives: 1_000,
    /** Ratio of the 30 days' recall that the last day reaches. */
    recallOfUsual: 0.8,
    /** Population stability index of the scores: below 0.1 stable, above 0.25 a large shift. */
    drift: { info: 0.1, warning: 0.25 },
    /** Seconds since the newest label. */
    labelAge: 3 * 86_400,
    /** Seconds since the last training started, and since the registered model last changed. */
    trainingAge: 8 * 86_400,
  },
  featureStore: {
    /** Lookups that failed or found nothing, which a ratio needs. */
    leastBad: 10,
    /** Ratio of lookups that failed, and that found nothing. */
    errors: 0.01,
    misses: 0.1,
    /** Seconds of a lookup, 99th percentile. */
    latency: 0.05,
    /** Seconds since the last refresh of a view: a daily one may be two hours late. */
    refreshAge: 93_600,
  },
  dataQuality: {
    /** Ratio of a dimension's checks that passed. */
    score: 0.95,
    /** Population stability index of a column: below 0.1 stable, above 0.25 a large shift. */
    drift: { info: 0.1, warning: 0.25 },
    /** Ratio of rows that are null beyond the column's usual share. */
    nullsRise: 0.05,
    /** Ratio of rows that repeat a key, and of references that lead nowhere. */
    duplicates: 0.01,
    orphans: 0.01,
    /** Ratio of the usual rows. */
    rowsDrop: 0.5,
    /** Seconds since a dataset was last checked in full: a daily run may be two hours late. */
    runAge: 93_600,
  },
  business: {
    /** Ratio of the usual number of transactions. */
    volumeDrop: 0.5,
    volumeSurge: 2.5,
    /** Ratio of the usual revenue, and of the usual conversion. */
    revenueDrop: 0.6,
    conversionDrop: 0.6,
    /** Ratio of transactions that failed by our fault. */
    failed: 0.02,
    /** Failures and declines that a ratio needs, so that chance alone does not exceed it. */
    leastFailures: 9,
    leastDeclines: 20,
    /** Ratio of transactions that banks declined. */
    declined: 0.25,
    /** Seconds of a transaction, 95th percentile. */
    latency: 2,
    /** Ratio of requests answered with 5xx. */
    apiErrors: 0.01,
    /** Ratio of revenue that is refunded, and of refunds that are chargebacks. */
    refunds: 0.1,
    chargebacks: 0.2,
    /** Bad events within the long window that a burn rate needs. */
    leastBadEvents: 9,
    /** How many times faster than promised the error budget is spent. Source: Google SRE workbook, chapter 5. */
    burnRate: { warning: 6, critical: 14.4 },
    /** Hours of open orders at the present pace of fulfilment. */
    orderBacklogHours: 48,
    /** Urgent tickets open. */
    urgentTickets: 10,
  },
  security: {
    /** Refused logins per second, sustained. */
    loginFailures: 0.5,
    /** Ratio of requests refused with 401 or 403. */
    apiRefusals: 0.3,
  },
  logs: {
    /** Lines of level error that a service writes in 5 minutes, and how many times the usual number. */
    errors: 200,
    errorsOfUsual: 5,
    /** Refused SSH logins of a host in 10 minutes. */
    refusedLogins: 50,
  },
  monitoring: {
    /** Times that a process begins anew in half an hour. */
    restarts: 2,
    /** Ratio of the scrape timeout that a scrape needs. */
    scrapeTime: 0.8,
    /** Ratio of a rule group's interval that its evaluation needs. */
    ruleGroupTime: 0.8,
    /** Ratio of notifications that failed. */
    notificationFailures: { warning: 0.01, critical: 0.5 },
    /** Ratio of yesterday's series. */
    seriesGrowth: 1.5,
    /** Ratio of requests answered with an error. */
    lokiErrors: 0.1,
    grafanaErrors: 0.05,
    datasourceErrors: 0.1,
    /** Seconds of a request, 99th percentile. Source: loki-mixin LokiRequestLatency. */
    lokiLatency: 1,
    /** Seconds since Loki last applied its retention. */
    lokiCompaction: 3 * 3_600,
  },
} as const;

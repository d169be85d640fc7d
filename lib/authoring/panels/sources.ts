/** The names of the two dashboard variables that choose the datasources; every dashboard has them. */
export const metricsVariable = "datasource";
export const logsVariable = "logs";

/** The Prometheus that the dashboard's reader chose. */
export const metricsSource = { type: "prometheus", uid: `\${${metricsVariable}}` } as const;

/** The Loki that the dashboard's reader chose. */
export const logsSource = { type: "loki", uid: `\${${logsVariable}}` } as const;

/** Names of the two dashboard variables that choose where queries go; every board has them. */
export const metricsVariable = "datasource";
export const logsVariable = "logs";

/** The Prometheus that the board's reader chose. */
export const metricsSource = { type: "prometheus", uid: `\${${metricsVariable}}` } as const;

/** The Loki that the board's reader chose. */
export const logsSource = { type: "loki", uid: `\${${logsVariable}}` } as const;

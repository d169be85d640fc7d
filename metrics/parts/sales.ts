/** Where customers buy. */
export const channel = ["web", "mobile", "store", "api"] as const;

/** Labels of metrics that are counted by channel only. */
export const byChannel = { labels: ["channel"], values: { channel } } as const;

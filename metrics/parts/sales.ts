/** Where customers buy. */
export const channel = ["web", "mobile", "store", "api"] as const;

/** Labels of whatever is told by channel only. */
export const byChannel = { labels: ["channel"], values: { channel } } as const;

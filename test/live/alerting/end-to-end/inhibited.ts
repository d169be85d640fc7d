import { setTimeout as wait } from "node:timers/promises";
import type { Labels } from "../../../../lib/alerting/matchers.ts";
import { requestJson } from "../../../../lib/cli/http/client.ts";

interface ApiAlert {
  readonly labels: Labels;
  readonly fingerprint: string;
  readonly status: { readonly inhibitedBy: readonly string[] };
}

/** Queries an Alertmanager until the signal. @returns every alert that it inhibited, with its source */
export async function inhibitedUntil(alertmanager: string, over: AbortSignal): Promise<Set<string>> {
  const seen = new Set<string>();
  while (!over.aborted) {
    // It may be down.
    const alerts = await requestJson<ApiAlert[]>(`${alertmanager}/api/v2/alerts`, [{}]).catch(() => []);
    const names = new Map(alerts.map(({ fingerprint, labels }) => [fingerprint, nameOf(labels)]));
    for (const { labels, status } of alerts)
      for (const source of status.inhibitedBy) seen.add(`${nameOf(labels)} by ${names.get(source)}`);
    await wait(500);
  }
  return seen;
}

export const nameOf = ({ alertname, severity }: Labels): string => `${alertname} (${severity})`;

import type { PostableAlert } from "../../alerting/test-alert.ts";
import { readExposition } from "../exposition.ts";
import { requestJson, requestOnce } from "../http/json.ts";

/** How often an Alertmanager tried to tell somebody over one kind of channel since it started. */
export interface Attempts {
  readonly made: number;
  readonly failed: number;
}

/** What an Alertmanager knows of an alert. */
export interface AlertStatus {
  readonly receivers: readonly string[];
  readonly silencedBy: readonly string[];
  readonly inhibitedBy: readonly string[];
}

/** Hands an alert to Alertmanager. @throws UserError if it does not take it */
export async function postAlert(url: string, alert: PostableAlert): Promise<void> {
  await requestOnce(`${url}/api/v2/alerts`, { method: "POST", body: [alert], as: "text" });
}

/** What became of an alert; undefined while Alertmanager does not know it, and once it has forgotten it. */
export async function statusOf(url: string, { labels }: PostableAlert): Promise<AlertStatus | undefined> {
  const filter = encodeURIComponent(`instance=${JSON.stringify(labels.instance)}`);
  const [alert] = await requestJson<ApiAlert[]>(`${url}/api/v2/alerts?filter=${filter}`);
  return alert && { ...alert.status, receivers: alert.receivers.map(({ name }) => name) };
}

interface ApiAlert {
  readonly receivers: readonly { readonly name: string }[];
  readonly status: Pick<AlertStatus, "silencedBy" | "inhibitedBy">;
}

/** Attempts by kind of channel, such as `email`. */
export async function attemptsAt(url: string): Promise<ReadonlyMap<string, Attempts>> {
  const { families } = await readExposition(`${url}/metrics`);
  const countOf = (name: string, integration: string) =>
    families.get(name)?.samples.find(({ labels }) => labels.integration === integration)?.value ?? 0;
  const made = families.get("alertmanager_notification_requests_total")?.samples ?? [];
  return new Map(
    made.map(({ value, labels: { integration = "" } }) => [
      integration,
      { made: value, failed: countOf("alertmanager_notification_requests_failed_total", integration) },
    ]),
  );
}

import type { PostableAlert } from "../../alerting/test-alert.ts";
import { readExposition } from "../exposition.ts";
import { UserError } from "../outcome.ts";

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
  const headers = { "content-type": "application/json" };
  await ask(`${url}/api/v2/alerts`, { method: "POST", headers, body: JSON.stringify([alert]) });
}

/** What became of an alert; undefined while Alertmanager does not know it, and once it has forgotten it. */
export async function statusOf(url: string, { labels }: PostableAlert): Promise<AlertStatus | undefined> {
  const filter = encodeURIComponent(`instance=${JSON.stringify(labels.instance)}`);
  const answer = await ask(`${url}/api/v2/alerts?filter=${filter}`);
  const [alert] = (await answer.json()) as ApiAlert[];
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

async function ask(url: string, request: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(10_000) }).catch((error: Error) => {
    throw new UserError(`${url}: does not answer: ${(error.cause as Error | undefined)?.message ?? error.message}`);
  });
  if (!answer.ok) throw new UserError(`${url}: answered ${answer.status}: ${await answer.text()}`);
  return answer;
}

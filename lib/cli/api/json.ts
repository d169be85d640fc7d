import { Trouble } from "../outcome.ts";

const patience = 30_000;

/**
 * What an HTTP API answers, as JSON.
 * @throws Trouble with the address and the reason: unreachable, refused, or no JSON
 */
export async function askJson<T>(url: string, init: RequestInit = {}): Promise<T> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(patience), ...init }).catch((error: Error) => {
    const cause = error.cause instanceof Error ? error.cause.message : error.message;
    throw new Trouble(`${url}: does not answer: ${cause}`);
  });
  const text = await answer.text();
  if (!answer.ok) throw new Trouble(`${url}: answers ${answer.status}: ${text.slice(0, 200)}`);
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Trouble(`${url}: answers with no JSON: ${text.slice(0, 80)}`);
  }
}

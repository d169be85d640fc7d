/** What a server answered instead of data; its text is for the panel. */
export class QueryError extends Error {}

interface Answer<T> {
  readonly status: string;
  readonly data?: T;
  readonly error?: string;
}

/** Asks Prometheus or Loki through our server. @throws QueryError with the server's own words */
export async function ask<T>(path: string, query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<T> {
  const body = new URLSearchParams(query);
  const response = await fetch(`${path}?${body}`, { signal: signal ?? null });
  const text = await response.text();
  const answer = parsed<T>(text);
  if (answer?.status !== "success" || answer.data === undefined)
    throw new QueryError(answer?.error ?? (text.slice(0, 300) || `${response.status} ${response.statusText}`));
  return answer.data;
}

function parsed<T>(text: string): Answer<T> | undefined {
  try {
    return JSON.parse(text) as Answer<T>;
  } catch {
    return undefined;
  }
}

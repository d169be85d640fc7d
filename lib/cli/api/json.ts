import { messageOf, UserError } from "../outcome.ts";
import { textOf } from "./limited.ts";

const timeouts = 30_000;

/**
 * What an HTTP API answers, as JSON.
 * @param isAsDocumented whether it is what the caller goes on with; by default anything is
 * @throws UserError with the address and the reason: unreachable, refused, redirected, too long, no JSON, another shape
 */
export async function askJson<T>(
  url: string,
  init: RequestInit = {},
  isAsDocumented: (answer: unknown) => boolean = () => true,
): Promise<T> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(timeouts), ...redirection(init), ...init }).catch(
    (error: Error) => {
      const cause = error.cause instanceof Error ? error.cause.message : error.message;
      throw new UserError(`${url}: does not answer: ${cause}`);
    },
  );
  const text = await textOf(answer).catch((error) => {
    throw new UserError(`${url}: ${messageOf(error)}`);
  });
  if (answer.status >= 300 && answer.status < 400)
    throw new UserError(
      `${url}: answers ${answer.status} and names ${answer.headers.get("location")}: use that address`,
    );
  if (!answer.ok) throw new UserError(`${url}: answers ${answer.status}: ${text.slice(0, 200)}`);
  const body = parsed(url, text);
  if (!isAsDocumented(body))
    throw new UserError(`${url}: answers something else than is documented — is this the right address?`);
  return body as T;
}

/** A redirected POST may be repeated as a GET, which does nothing and answers 200. */
const redirection = ({ method = "GET" }: RequestInit): RequestInit => (method === "GET" ? {} : { redirect: "manual" });

function parsed(url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`${url}: answers with no JSON: ${text.slice(0, 80)}`);
  }
}

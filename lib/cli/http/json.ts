import { type Extra, request, type ServerAccess } from "./client.ts";
import { type Answer, assertAnswer } from "./errors.ts";

export interface ReadOptions
  extends Pick<ServerAccess, "authorization" | "headers" | "hints">,
    Pick<Extra, "body" | "as"> {
  /** A POST is sent once: nothing keeps it from taking effect twice. Defaults to GET. */
  readonly method?: "GET" | "POST";
  readonly timeoutMilliseconds?: number;
}

const success = [200, 201, 202, 203, 204];

/** One request to an address. @throws UserError with the address, the reason and how to fix it */
export function requestOnce(
  url: string,
  { method = "GET", timeoutMilliseconds = 30_000, body, as, ...access }: ReadOptions = {},
): Promise<Answer> {
  const timeouts = { attempts: method === "GET" ? 3 : 1, firstPauseMilliseconds: 250, timeoutMilliseconds };
  return request({ server: url, timeouts, ...access }, method, "", success, { body, ...(as && { as }) });
}

/**
 * The JSON that an HTTP API answers.
 * @param isAsDocumented whether it has the shape that the caller relies on; by default every shape is accepted
 * @throws UserError with the address, the reason and how to fix it
 */
export async function requestJson<T>(
  url: string,
  options: ReadOptions = {},
  isAsDocumented: (answer: unknown) => boolean = () => true,
): Promise<T> {
  const { body } = await requestOnce(url, options);
  assertAnswer(isAsDocumented(body), { server: url }, "");
  return body as T;
}

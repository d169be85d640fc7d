import type * as z from "zod";
import { decoded } from "../redact.ts";
import { Failure } from "./failure.ts";
import { read } from "./read.ts";

export interface HttpRequest {
  /** With user and password, where the server requires them. */
  readonly url: string | URL;
  /** Sent as JSON by POST; a request without a body is a GET. */
  readonly body?: unknown;
  readonly token?: string | undefined;
  readonly signal: AbortSignal;
}

/** Bytes of an answer. Read as JSON it can take twenty times as many: `{}` takes 56. */
export const maxBytes = 2 * 1024 * 1024;

/** An answer that was not read to its end. A page with fewer items may be short enough. */
export class AnswerTooLong extends Failure {
  constructor(where: string) {
    super("unreadable", `${where}: the answer has more than ${maxBytes} bytes`);
  }
}

/** Requests JSON and reads it. @throws Failure that names the path, never credentials */
export async function fetchJson<T>(request: HttpRequest, schema: z.ZodType<T>): Promise<T> {
  const text = await fetchText(request);
  const where = new URL(request.url).pathname;
  return read(schema, parseJson(text, where), where);
}

/** Requests text. @throws Failure if the status is not 2xx, AnswerTooLong, and what fetch throws */
export async function fetchText({ url, body, token, signal }: HttpRequest): Promise<string> {
  // fetch refuses an address with user and password, and prints it: they are sent in a header.
  const address = new URL(url);
  const [user, password] = [decoded(address.username), decoded(address.password)];
  address.username = "";
  address.password = "";
  const headers = new Headers();
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  else if (user || password)
    headers.set("authorization", `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`);
  if (body !== undefined) headers.set("content-type", "application/json");
  const response = await fetch(address, {
    signal,
    headers,
    // A request that is redirected may be repeated without its body, or at a server that nobody named.
    redirect: "manual",
    ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
  });
  const location = response.headers.get("location");
  if (location !== null && response.status >= 300 && response.status < 400)
    throw new Failure(
      "refused",
      `${address.pathname}: ${response.status}, a redirect to ${location}: set that address`,
    );
  const text = await readBounded(response, address.pathname);
  if (!response.ok) throw new Failure("refused", `${address.pathname}: ${response.status} ${text.slice(0, 2000)}`);
  return text;
}

async function readBounded(response: Response, where: string): Promise<string> {
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new AnswerTooLong(where);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure("unreadable", `${where}: expected JSON, found ${JSON.stringify(text.slice(0, 80))}`);
  }
}

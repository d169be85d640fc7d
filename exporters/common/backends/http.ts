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
  /** Shared by requests whose answers are kept together; its own `maxBytes` otherwise. */
  readonly limit?: ByteLimit;
}

/** Bounds the memory that answers take. */
export interface ByteLimit {
  bytesLeft: number;
}

/** Bytes of an answer. */
export const maxBytes = 64 * 1024 * 1024;

/** Requests JSON and reads it. @throws Failure that names the path, never credentials */
export async function fetchJson<T>(request: HttpRequest, schema: z.ZodType<T>): Promise<T> {
  const text = await fetchText(request);
  const where = new URL(request.url).pathname;
  return read(schema, parseJson(text, where), where);
}

/** Requests text. @throws Failure if the status is not 2xx or the answer too large, and what fetch throws */
export async function fetchText({ url, body, token, signal, limit }: HttpRequest): Promise<string> {
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
    ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
  });
  const text = await readBounded(response, address.pathname, limit);
  if (!response.ok) throw new Failure("refused", `${address.pathname}: ${response.status} ${text.slice(0, 2000)}`);
  return text;
}

async function readBounded(response: Response, where: string, limit: ByteLimit = { bytesLeft: maxBytes }) {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    limit.bytesLeft -= chunk.byteLength;
    if (limit.bytesLeft < 0) throw new Failure("unreadable", `${where}: more than ${maxBytes} bytes of answers`);
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

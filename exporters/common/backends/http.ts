import { Failure } from "./failure.ts";
import type { Reader } from "./read.ts";

export interface HttpRequest {
  readonly url: string;
  /** Sent as JSON by POST; a request without a body is a GET. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** An answer that is larger is no answer: the exporter's memory is bounded. */
const maxBytes = 64 * 1024 * 1024;

/** Asks for JSON and reads it. @throws Failure that names the address, never its credentials */
export async function askJson<T>(request: HttpRequest, reader: Reader<T>): Promise<T> {
  const text = await askText(request);
  const where = pathOf(request.url);
  try {
    return reader(JSON.parse(text), where);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Failure("unreadable", `${where}: expected JSON, found ${JSON.stringify(text.slice(0, 80))}`);
  }
}

/** Asks for text. @throws Failure if the answer is not 2xx or too large, and what fetch throws */
export async function askText({ url, body, headers, signal }: HttpRequest): Promise<string> {
  const { address, authorization } = withoutCredentials(url);
  const sent = { ...authorization, ...headers };
  const response = await fetch(address, {
    signal,
    ...(body === undefined
      ? { headers: sent }
      : { method: "POST", headers: { ...sent, "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  const text = await readBounded(response, pathOf(url));
  if (!response.ok) throw new Failure("refused", `${pathOf(url)}: ${response.status} ${text.slice(0, 200)}`);
  return text;
}

/** fetch refuses an address with user and password, and prints it: they belong into a header. */
function withoutCredentials(url: string): { address: string; authorization?: { authorization: string } } {
  const address = new URL(url);
  const { username, password } = address;
  if (username === "" && password === "") return { address: url };
  address.username = "";
  address.password = "";
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    address: address.href,
    authorization: { authorization: `Basic ${Buffer.from(pair).toString("base64")}` },
  };
}

async function readBounded(response: Response, where: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Failure("unreadable", `${where}: the answer is larger than ${maxBytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

const pathOf = (url: string): string => new URL(url).pathname;

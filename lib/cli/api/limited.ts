import { UserError } from "../outcome.ts";

/** An answer is held in memory; the largest that we ask for, a page of 500 dashboards, has a tenth of this. */
export const mostBytes = 256 * 1024 * 1024;

/** What is needed of a fetch's response, the platform's or undici's. */
interface Answering {
  readonly body: { [Symbol.asyncIterator](): AsyncIterator<Uint8Array> } | null;
}

/**
 * The text of an answer. What is too long is not read to its end.
 * @param limit in bytes
 * @throws UserError where it is longer
 */
export async function textOf({ body }: Answering, limit = mostBytes): Promise<string> {
  if (body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limit) throw new UserError(`answers with more than ${limit} bytes — is this the right address?`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

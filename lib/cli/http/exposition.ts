import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { type ParsedExposition, parseExposition } from "../../metrics/parse-exposition.ts";
import type { Problem } from "../../model/problem.ts";
import { messageOf, UserError } from "../outcome.ts";
import { requestOnce } from "./client.ts";

const accept = "text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1";

/** Reads and parses an exposition. @param source an address, a file, or `-` for stdin. @throws UserError */
export async function readExposition(source: string): Promise<ParsedExposition> {
  return parseExposition(await readSource(source));
}

/** The lines that cannot be parsed, as problems of their source. */
export const lineProblems = (source: string, { problems }: ParsedExposition): Problem[] =>
  problems.map(({ line, message, hint }) => ({
    check: "exposition",
    severity: "error",
    file: source,
    path: [`line ${line}`],
    message,
    hint,
  }));

async function readSource(source: string): Promise<string> {
  if (/^https?:\/\//.test(source)) return fetchText(source);
  try {
    return source === "-" ? await text(process.stdin) : await readFile(source, "utf8");
  } catch (error) {
    throw new UserError(`${source}: cannot be read: ${messageOf(error)} — name a URL, a file, or - for stdin`);
  }
}

async function fetchText(url: string): Promise<string> {
  const hints = { 404: "metrics are usually served at /metrics" };
  const { body, contentType } = await requestOnce(url, { headers: { accept }, as: "text", hints });
  if (contentType?.startsWith("text/html"))
    throw new UserError(`${url}: is a web page — metrics are usually served at /metrics`);
  return String(body);
}

import { setTimeout as sleep } from "node:timers/promises";
import { requestJson } from "../../lib/cli/http/client.ts";
import { UserError } from "../../lib/cli/outcome.ts";
import { pushLines } from "../../simulator/backends/loki.ts";
import type { LogLine } from "../../simulator/logs/line.ts";

const timeout = 30_000;

/**
 * Pushes lines of the past to a Loki, and resolves when queries find them. Loki finds old lines only once they are on
 * disk, and writes them there only after a while: so it is asked to flush.
 * @throws UserError if they are not found in time
 */
export async function pushPast(url: string, lines: readonly LogLine[]): Promise<void> {
  await pushLines(url, lines);
  await fetch(`${url}/flush`, { method: "POST" });
  // Loki stores equal lines once.
  const different = new Set(lines.map(({ labels, time, text }) => JSON.stringify([labels, time, text]))).size;
  const end = Date.now() + timeout;
  while ((await countLines(url, lines)) < different) {
    if (Date.now() > end) throw new UserError(`Loki at ${url} does not find the lines that were pushed to it`);
    await sleep(200);
  }
}

async function countLines(url: string, lines: readonly LogLine[]): Promise<number> {
  const times = lines.map(({ time }) => time);
  const [from, to] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
  const seconds = Math.ceil((to - from) / 1000) + 1;
  const query = `sum(count_over_time({source=~".+"}[${seconds}s]))`;
  const asked = new URLSearchParams({ query, time: `${Math.floor(to / 1000) + 1}` });
  const { data } = await requestJson<Answer>(`${url}/loki/api/v1/query?${asked}`, {
    data: { result: [{ value: ["anything"] }] },
  });
  return Number(data.result[0]?.value[1] ?? 0);
}

interface Answer {
  readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
}

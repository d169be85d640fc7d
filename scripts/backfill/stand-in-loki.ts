import { logsExprOf } from "../../lib/authoring/panels/tables.ts";
import { type Endpoint, serveHttp } from "../../lib/cli/programs/endpoint.ts";
import { selects } from "../../lib/testing/log-pipeline.ts";
import type { LogLine } from "../../simulator/logs/line.ts";

/**
 * In the place of a Loki, where there is none: answers the queries of log panels with the lines that their selectors and
 * filters take, as `runLogPipeline` understands them. It knows nothing else of LogQL.
 */
export function startStandInLoki(lines: readonly LogLine[]): Promise<Endpoint> {
  const streams = new Map<string, LogLine[]>();
  for (const line of lines) {
    const key = JSON.stringify(line.labels);
    const stream = streams.get(key);
    if (stream) stream.push(line);
    else streams.set(key, [line]);
  }
  return serveHttp(({ url = "" }, response) => {
    const { searchParams } = new URL(url, "http://stand-in");
    const of = (name: string) => searchParams.get(name) ?? "";
    const query = logsExprOf(of("query"));
    if (query === undefined) return void response.writeHead(400).end("only queries of log panels are understood\n");
    const [from, to] = [Number(of("start")) / 1e6, Number(of("end")) / 1e6];
    const takes = ({ text, labels }: LogLine) => selects(query, { text, labels, metadata: {}, extracted: {} });
    // Without a filter all lines of a stream are alike.
    const hasFilters = query.includes("|", query.lastIndexOf("}"));
    const found = [...streams.values()]
      .flatMap((stream) => (hasFilters ? stream.filter(takes) : stream[0] && takes(stream[0]) ? stream : []))
      .filter(({ time }) => time >= from && time <= to)
      .sort((a, b) => a.time - b.time)
      .slice(-Number(of("limit") || 100));
    const result = found.map((line) => ({ stream: line.labels, values: [[`${line.time}000000`, shown(line)]] }));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ status: "success", data: { resultType: "streams", result } }));
  });
}

/** What the panels' `line_format` makes of a line. */
function shown({ text, labels: { service, unit } }: LogLine): string {
  let fields: { readonly message?: string; readonly msg?: string } = {};
  try {
    fields = JSON.parse(text) as typeof fields;
  } catch {
    // Not JSON: the line itself is shown.
  }
  return `${service || unit || ""}: ${fields.message || fields.msg || text}`;
}

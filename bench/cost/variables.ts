import { interpolate } from "../../test/support/panel-queries.ts";
import { automatic, type Board, type BoardVariable } from "./board.ts";
import type { Server } from "./server.ts";

/**
 * What a board's variables are set to when somebody opens it who never saw it: All where there is All, what the board says
 * where that exists, else the first value that there is. Where there is none it is empty, which selects what has no such
 * label.
 */
export async function openingValues(board: Board, server: Server): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const variable of board.templating?.list ?? []) {
    const { name, type, current, options, includeAll, allValue } = variable;
    const written = typeof current?.value === "string" ? current.value : undefined;
    if (type === "interval" && (written ?? "").startsWith("$__auto")) values[name] = automatic;
    else if (includeAll) values[name] = allValue ?? ".*";
    else if (type !== "query") values[name] = written ?? String(options?.[0]?.value ?? "");
    else {
      const found = await valuesOf(variable, values, server);
      values[name] = written !== undefined && found.includes(written) ? written : (found[0] ?? "");
    }
  }
  return values;
}

/** Source: https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/#query-variable */
async function valuesOf(
  { query, regex }: BoardVariable,
  values: Readonly<Record<string, string>>,
  server: Server,
): Promise<string[]> {
  const text = interpolate((typeof query === "string" ? query : query?.query) ?? "", values);
  const [, selector, label = ""] = /^label_values\((?:(.+),)?\s*(\w+)\s*\)$/s.exec(text) ?? [];
  const [, expr = ""] = /^query_result\((.+)\)$/s.exec(text) ?? [];
  const found =
    label !== "" ? await labelValues(server, label, selector) : expr !== "" ? await server.printed(expr) : [];
  const [, pattern = ""] = /^\/(.*)\/\w*$/s.exec(interpolate(regex ?? "", values)) ?? [];
  if (pattern === "") return found;
  const matched = found.map((value) => new RegExp(pattern).exec(value));
  return [...new Set(matched.flatMap((match) => (match ? [match[1] ?? match[0]] : [])))];
}

/** The values of a label. A metric that the history lacks is replaced by all that begin with the same word. */
async function labelValues(server: Server, label: string, selector: string | undefined): Promise<string[]> {
  const [metric, word] = /^([a-z]+_)\w+/.exec(selector ?? "") ?? [];
  const known = metric === undefined || (await server.seriesOf([metric])) > 0;
  return server.labelValues(label, known ? selector : `{__name__=~"${word}.+"}`);
}

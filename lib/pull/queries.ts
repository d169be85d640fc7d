import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import { buckets, instant, logql, query } from "../authoring/panels/index.ts";
import { essentialQuery } from "../diff/board-json.ts";
import { type Json, objectOf, textOf, without } from "../diff/json.ts";
import type { Promql } from "../promql/promql.ts";
import { type Code, call, literal, object } from "./code.ts";
import { tagged } from "./promql.ts";
import { builtJson, type Candidate, isReference, shortest, simpleChain } from "./shortest.ts";

const logFields = { datasource: isReference, hide: "boolean", refId: "string" } as const;
const metricFields = {
  ...logFields,
  exemplar: "boolean",
  interval: "string",
  intervalFactor: "number",
  maxDataPoints: "number",
} as const;
const chain = simpleChain(metricFields);
const logChain = simpleChain(logFields);

/** Every method that a query's code may call. */
export const queryMethods: readonly string[] = Object.keys(metricFields);

/**
 * A query made by a function of `panels`.
 * @param place its index among the panel's queries, which gives it its name by default
 */
export function queryCode(target: Json, place: number): Code {
  const wanted = target.refId === String.fromCharCode(65 + place) ? without(target, "refId") : target;
  const written = promqlOf(target);
  const asked = written ? { ...wanted, expr: written.text } : wanted;
  return shortest(asked, written ? metricQueries(asked, written.code) : logQueries(asked), chain, rawQuery(asked));
}

/** The datasource decides, because simple LogQL is valid PromQL too. */
const promqlOf = ({ expr, datasource }: Json) =>
  objectOf(datasource).type === "loki" ? undefined : tagged(textOf(expr));

/** A query as Grafana's JSON, with its PromQL in a tag. */
export function rawQuery(target: Json): Code {
  const written = promqlOf(target);
  return object(
    Object.entries(target).map(([key, value]) => [
      key,
      key === "expr" && written ? written.code : { value, name: key },
    ]),
  );
}

function metricQueries({ expr, legendFormat }: Json, code: Code): Candidate[] {
  const text = textOf(expr) as Promql;
  const legend = textOf(legendFormat);
  const legendArgs = legend === "" || legend === "__auto" ? [] : [literal(legend)];
  const shown = legend === "" ? undefined : legend;
  return [
    { code: call("panels.query", code, ...legendArgs), built: built(query(text, shown)) },
    { code: call("panels.instant", code, ...legendArgs), built: built(instant(text, shown)) },
    { code: call("panels.buckets", code), built: built(buckets(text)) },
  ];
}

function logQueries({ expr, legendFormat }: Json): Candidate[] {
  const legend = textOf(legendFormat);
  const args = [textOf(expr), ...(legend === "" ? [] : [legend])] as const;
  return [{ code: call("panels.logql", ...args.map(literal)), built: built(logql(args[0], legend)), chain: logChain }];
}

const built = (builder: Builder<unknown>): Json => essentialQuery(builtJson(builder));

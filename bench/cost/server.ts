import { type Expr, partsOf } from "../../lib/promql/syntax/ast.ts";
import { parse } from "../../lib/promql/syntax/parse.ts";
import type { BoardQuery } from "./board.ts";

export interface Cost {
  /** Samples that the engine loads, over all points. */
  readonly samples: number;
  /** How long the engine evaluates. */
  readonly seconds: number;
  /** How many series it returns. */
  readonly returned: number;
}

/** A time to ask for, in seconds since 1970. */
export interface Period {
  readonly begin: number;
  readonly end: number;
}

/** A Prometheus, asked about one period. Every call throws an Error where it refuses. */
export class Server {
  private readonly url: string;
  private readonly period: Period;

  constructor(url: string, period: Period) {
    this.url = url;
    this.period = period;
  }

  async cost({ expr, step }: Pick<BoardQuery, "expr" | "step">): Promise<Cost> {
    const { result, stats } = await (step === undefined ? this.instant(expr) : this.range(expr, step));
    let samples = stats.samples.totalQueryableSamples;
    // An expression with `@` is evaluated once, and the statistics count it at every point.
    if (step !== undefined)
      for (const part of partsAtOneTime(expr))
        samples -= Math.floor((this.period.end - this.period.begin) / step) * (await this.samplesOf(part));
    return { samples, seconds: stats.timings.evalTotalTime, returned: Array.isArray(result) ? result.length : 1 };
  }

  /** How many series some selectors select together. */
  async seriesOf(selectors: readonly string[]): Promise<number> {
    if (selectors.length === 0) return 0;
    const matches = selectors.map((selector): [string, string] => ["match[]", selector]);
    return (await this.ask<unknown[]>("series", [...matches, ...this.span()])).length;
  }

  labelValues(label: string, selector?: string): Promise<string[]> {
    const matches: [string, string][] = selector ? [["match[]", selector]] : [];
    return this.ask(`label/${label}/values`, [...matches, ...this.span()], "GET");
  }

  /** The series of a result as Grafana prints them for a variable. */
  async printed(expr: string): Promise<string[]> {
    const { result } = await this.instant(expr);
    return (result as readonly Sample[]).map(({ metric: { __name__ = "", ...labels }, value }) => {
      const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
      return `${__name__}{${pairs.join(",")}} ${value[1]} ${value[0] * 1000}`;
    });
  }

  private async samplesOf(part: string): Promise<number> {
    return (await this.instant(part)).stats.samples.totalQueryableSamples;
  }

  private instant(query: string): Promise<Answer> {
    return this.ask("query", [["query", query], ["time", `${this.period.end}`], statistics]);
  }

  private range(query: string, step: number): Promise<Answer> {
    return this.ask("query_range", [["query", query], ...this.span(), ["step", `${step}`], statistics]);
  }

  private span(): [string, string][] {
    const { begin, end } = this.period;
    return [
      ["start", `${begin}`],
      ["end", `${end}`],
    ];
  }

  private async ask<T>(path: string, parameters: [string, string][], method = "POST"): Promise<T> {
    const [address, text] = [`${this.url}/api/v1/${path}`, new URLSearchParams(parameters)];
    const response = await (method === "GET" ? fetch(`${address}?${text}`) : fetch(address, { method, body: text }));
    const { data, error } = (await response.json()) as { data?: T; error?: string };
    if (data === undefined) throw new Error(error);
    return data;
  }
}

/** Source: https://prometheus.io/docs/prometheus/latest/querying/api/, parameter `stats` */
const statistics: [string, string] = ["stats", "all"];

interface Answer {
  readonly result: readonly object[];
  readonly stats: {
    readonly samples: { readonly totalQueryableSamples: number };
    readonly timings: { readonly evalTotalTime: number };
  };
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** The parts of an expression that read the same at every point, as expressions that return a vector. */
function partsAtOneTime(expr: string): string[] {
  const { ast } = parse(expr);
  return (ast ? partsOf(ast) : []).flatMap((part) => {
    if (!hasTimes(part) || part.at === undefined) return [];
    const text = expr.slice(part.from, part.to);
    return [part.kind === "selector" ? text : `last_over_time(${text})`];
  });
}

const hasTimes = (part: Expr) => part.kind === "selector" || part.kind === "matrix" || part.kind === "subquery";

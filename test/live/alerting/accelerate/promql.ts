import type { Binary, DurationNode, Expr, Span } from "../../../../lib/promql/syntax/ast.ts";
import { childrenOf } from "../../../../lib/promql/syntax/ast.ts";
import { parse } from "../../../../lib/promql/syntax/parse.ts";

/** An acceleration of time. */
export interface Pace {
  /** The factor. */
  readonly times: number;
  /** Whether a metric's values are timestamps, in seconds since 1970. */
  readonly isTimestamp: (metric: string) => boolean;
}

/**
 * The expression that has in accelerated time the values that this one has in real time. Timestamps are accelerated;
 * every other value stays.
 * @throws Error for expressions without an accelerated equivalent, such as the hour of the day
 */
export function acceleratePromql(text: string, pace: Pace): string {
  const { ast } = parse(text);
  if (!ast) throw new Error(`not PromQL: ${text}`);
  return new Acceleration(text, pace).write(ast);
}

interface Piece extends Span {
  readonly text: string;
}

class Acceleration {
  readonly #text: string;
  readonly #pace: Pace;

  constructor(text: string, pace: Pace) {
    this.#text = text;
    this.#pace = pace;
  }

  /** A part of the expression in accelerated time. */
  write(part: Expr): string {
    let written = "";
    let at = part.from;
    for (const { from, to, text } of this.#pieces(part).sort((a, b) => a.from - b.from)) {
      written += this.#text.slice(at, from) + text;
      at = to;
    }
    return this.#inRealTime(part, written + this.#text.slice(at, part.to));
  }

  #pieces(part: Expr): Piece[] {
    const parts = childrenOf(part).map((child) => {
      const text = this.write(child);
      const { from, to } = child;
      return { from, to, text: isLengthOfTime(child, part, this.#pace) ? `(${text}) / ${this.#pace.times}` : text };
    });
    return [...parts, ...this.#durations(part)];
  }

  #durations(part: Expr): Piece[] {
    if ("at" in part) throw new Error(`@ is a fixed time: ${this.#text}`);
    if (part.kind === "subquery" && !part.step) throw new Error(`a subquery needs a step: ${this.#text}`);
    return durationsOf(part).flatMap(({ from, to, seconds }) =>
      seconds === undefined ? [] : [{ from, to, text: `${(seconds * 1000) / this.#pace.times}ms` }],
    );
  }

  /** Converts what is measured in accelerated seconds to real seconds. */
  #inRealTime(part: Expr, written: string): string {
    const { times } = this.#pace;
    if (part.kind === "call") {
      if (perSecond.has(part.name.text)) return `(${written} / ${times})`;
      if (calendar.has(part.name.text)) throw new Error(`${part.name.text}() depends on the calendar: ${this.#text}`);
    }
    const isAge = part.kind === "binary" && part.op === "-" && areTimes(part, this.#pace);
    return isAge ? `(${times} * (${written}))` : written;
  }
}

const durationsOf = (part: Expr): DurationNode[] => [
  ...("range" in part ? [part.range] : []),
  ...("step" in part && part.step ? [part.step] : []),
  ...("offset" in part && part.offset ? [part.offset] : []),
];

const perSecond = new Set(["rate", "irate", "deriv"]);

const calendar = new Set([
  ...["minute", "hour", "day_of_week", "day_of_month", "day_of_year", "days_in_month", "month", "year"],
  ...["timestamp", "double_exponential_smoothing"],
]);

/** The length of a prediction, and a number that is added to a timestamp. */
function isLengthOfTime(child: Expr, parent: Expr, pace: Pace): boolean {
  if (parent.kind === "call") return parent.name.text === "predict_linear" && child === parent.args[1];
  if (parent.kind !== "binary" || (parent.op !== "+" && parent.op !== "-")) return false;
  return isPointInTime(parent, pace) && !isPointInTime(child, pace);
}

const areTimes = ({ left, right }: Binary, pace: Pace): boolean =>
  isPointInTime(left, pace) && isPointInTime(right, pace);

function isPointInTime(part: Expr, pace: Pace): boolean {
  switch (part.kind) {
    case "selector":
      return part.name !== undefined && pace.isTimestamp(part.name.text);
    case "matrix":
      return isPointInTime(part.selector, pace);
    case "paren":
    case "unary":
    case "subquery":
      return isPointInTime(part.expr, pace);
    case "aggregation":
      return keepsUnit.has(part.op) && isPointInTime(part.expr, pace);
    case "call":
      return (
        part.name.text === "time" ||
        (keepsUnit.has(part.name.text) && part.args.some((arg) => isPointInTime(arg, pace)))
      );
    case "binary":
      if (part.op === "+") return isPointInTime(part.left, pace) || isPointInTime(part.right, pace);
      if (part.op === "-") return isPointInTime(part.left, pace) && !isPointInTime(part.right, pace);
      return !/^[*/%^]$/.test(part.op) && isPointInTime(part.left, pace);
    default:
      return false;
  }
}

const keepsUnit = new Set([
  ...["min", "max", "avg", "quantile", "topk", "bottomk"],
  ...["min_over_time", "max_over_time", "avg_over_time", "last_over_time", "quantile_over_time"],
  ...["clamp", "clamp_min", "clamp_max", "round", "sort", "label_replace", "label_join", "scalar", "vector"],
]);

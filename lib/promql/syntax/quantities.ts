import type { DurationNode, NumberLiteral, Seconds, Span } from "./ast.ts";
import { type Cursor, complain, unexpected } from "./cursor.ts";
import { SyntaxFault } from "./fault.ts";
import { parseDuration, parseNumber } from "./numbers.ts";

export function number(at: Cursor): NumberLiteral {
  const { text, from, to } = at.take();
  const value = parseNumber(text);
  if (value === undefined) complain(at, `"${text}" is no number that Prometheus can read`, { from, to });
  return { kind: "number", value: value ?? 0, text, from, to };
}

/** A duration, a plain number of seconds, or a Grafana variable that stands for one. */
export function duration(at: Cursor): DurationNode {
  const { type, text, from, to } = at.token;
  if (type === "number") return { seconds: number(at).value, text, from, to };
  at.take();
  if (type === "variable") return { seconds: undefined, text, from, to };
  const parsed = parseDuration(text);
  if (typeof parsed === "number") return { seconds: parsed, text, from, to };
  complain(at, parsed.problem, { from, to });
  return { seconds: undefined, text, from, to };
}

/** Prometheus counts nanoseconds in 64 bits. */
const maxSeconds = 2 ** 63 / 1e9;

/** The length of a window or a step: more than nothing. */
export function windowDuration(at: Cursor, where: string): DurationNode {
  const { found } = signedDuration(at, where);
  refuseArithmetic(at);
  if (found.seconds !== undefined && found.seconds <= 0) complain(at, "a window must be longer than 0", found);
  return found;
}

export function offsetDuration(at: Cursor): DurationNode {
  const { found, signs } = signedDuration(at, "after offset");
  // Two signs make it an expression of durations, and that goes on for as long as operators follow.
  if (signs > 1) refuseArithmetic(at);
  return found;
}

function signedDuration(at: Cursor, where: string): { found: DurationNode; signs: number } {
  const { from } = at.token;
  let signs = "";
  while (at.token.type === "-" || at.token.type === "+") signs += at.take().type;
  if (at.token.type === "(") refuseArithmetic(at);
  if (!["number", "duration", "variable"].includes(at.token.type)) unexpected(at, where, "a duration such as 5m");
  const { seconds, text, to } = duration(at);
  const span: Span = { from, to };
  if (seconds !== undefined && Math.abs(seconds) > maxSeconds) complain(at, "duration out of range", span);
  const negative = signs.replaceAll("+", "").length % 2 === 1;
  return { found: { seconds: signed(seconds, negative), text: signs + text, ...span }, signs: signs.length };
}

const signed = (seconds: Seconds, negative: boolean): Seconds =>
  seconds !== undefined && negative ? -seconds : seconds;

function refuseArithmetic({ token }: Cursor): void {
  if (!["+", "-", "*", "/", "%", "^", "("].includes(token.type)) return;
  throw new SyntaxFault("calculating with durations is experimental: Prometheus refuses it", token);
}

import type { ValueType } from "../../lib/promql/syntax/ast.ts";
import { functions } from "../../lib/promql/syntax/types.ts";
import { durations, labels, metrics, numbers, regexes, scraps, values } from "./words.ts";

/** Expressions for a differential test: most are valid, or valid except for one or two tokens. */
export function expressions(seed: number, count: number): string[] {
  const dice = random(seed);
  return Array.from({ length: count }, () => expression(dice)).map((expr) => (expr.trim() === "" ? "()" : expr));
}

function expression(dice: Random): string {
  if (dice.chance(0.1)) return soup(dice);
  if (dice.chance(0.1)) return scribble(dice);
  const expr = write(dice, "instant vector", 1 + dice.below(4));
  return dice.chance(0.5) ? expr : mutate(dice, expr);
}

/** Random sequences of words: most are invalid, and some are valid in unexpected ways. */
function soup(dice: Random): string {
  const words = [...metrics, ...scraps, ...scraps, ...numbers, ...durations, ...values];
  const separator = dice.pick([" ", " ", ""]);
  return Array.from({ length: 1 + dice.below(7) }, () => dice.pick(words)).join(separator);
}

/** How often a random piece replaces a valid one. */
const wild = 0.04;

type Writer = (dice: Random, depth: number) => string;

function write(dice: Random, type: ValueType, depth: number): string {
  const writers = dice.chance(wild) ? Object.values(byType).flat() : (byType[type] ?? []);
  const simple = writers.slice(0, 2);
  return dice.pick(depth <= 0 ? simple : writers)(dice, depth - 1);
}

/** Where single characters decide, and the characters that do. */
const scribbles: readonly (readonly [before: string, characters: string, after: string])[] = [
  ["", "0123456789._eExX+-abf", ""],
  ["", "0123456789._eExX+-abf", " + 1"],
  ["up[", "0123456789smhdwy.:+-_ xe()", "]"],
  ["{a=~`", "ab.*+?|()[]{}^$\\-,:0123pPLdDsSwWQEzAbB<>=!imsU&", "`}"],
  ['{a=~"', "ab.*|()\\x0123uU'\"nt\u00e9", '"}'],
  ["up offset ", "0123456789smhdwy+- @e(", ""],
  ["up", "{}[](),=~!\"'`ab<> \n#:@+-/*%^0", ""],
];

function scribble(dice: Random): string {
  const [before, characters, after] = dice.pick(scribbles);
  const written = Array.from({ length: 1 + dice.below(10) }, () => dice.pick([...characters]));
  return before + written.join("") + after;
}

/** The first two of each kind end the recursion. */
const byType: Partial<Record<ValueType, readonly Writer[]>> = {
  "instant vector": [
    selector,
    selector,
    call,
    call,
    aggregation,
    aggregation,
    binary,
    binary,
    binary,
    unary,
    paren,
    timed,
  ],
  "range vector": [matrix, matrix, subquery, timedRange],
  scalar: [number, number, scalarCall, scalarBinary, parenScalar],
  string: [string, string],
};

function sound<T>(dice: Random, from: readonly T[], goods: number): T {
  return dice.pick(dice.chance(wild * 2) ? from : from.slice(0, goods));
}

const metric = (dice: Random): string => sound(dice, metrics, 4);
const label = (dice: Random): string => sound(dice, labels, 5);
const duration = (dice: Random): string => sound(dice, durations, 7);

function number(dice: Random): string {
  return sound(dice, numbers, 7);
}

function string(dice: Random): string {
  return sound(dice, values, 8);
}

function selector(dice: Random): string {
  const name = dice.chance(0.9) ? metric(dice) : "";
  return dice.chance(0.5) && name !== "" ? name : `${name}${matchers(dice)}`;
}

function matchers(dice: Random): string {
  const list = Array.from({ length: dice.below(4) }, () => matcher(dice));
  return `{${list.join(", ")}${dice.chance(0.1) ? "," : ""}}`;
}

function matcher(dice: Random): string {
  if (dice.chance(0.05)) return string(dice);
  const name = label(dice);
  if (dice.chance(0.5)) return `${name}${dice.pick(["=", "!="])}${string(dice)}`;
  return `${name}${dice.pick(["=~", "!~"])}"${sound(dice, regexes, 16)}${dice.chance(0.2) ? dice.pick(regexes) : ""}"`;
}

function call(dice: Random, depth: number): string {
  const vectors = [...functions].filter(([, { returns }]) => returns === "instant vector");
  const [name, { args, last }] = dice.pick(vectors);
  const kept = last && dice.chance(0.4) ? args.slice(0, -1) : args;
  const extra = last === "any" || dice.chance(wild) ? args.slice(-1) : [];
  const written = [...kept, ...extra].map((type) => write(dice, type, depth));
  return `${name}(${written.join(", ")})`;
}

function scalarCall(dice: Random, depth: number): string {
  return dice.pick([() => "time()", () => "pi()", () => `scalar(${write(dice, "instant vector", depth)})`])();
}

const aggregators = ["sum", "avg", "max", "MIN", "count", "group", "stddev", "stdvar"];
const withParameter = ["topk", "bottomk", "quantile", "count_values", "limitk"];

function aggregation(dice: Random, depth: number): string {
  const grouping = dice.chance(0.6) ? ` ${dice.pick(["by", "without"])} ${labelList(dice)} ` : "";
  const vector = write(dice, "instant vector", depth);
  const inner = dice.chance(0.75) ? vector : `${write(dice, dice.chance(0.8) ? "scalar" : "string", 0)}, ${vector}`;
  const name = dice.pick(inner === vector ? aggregators : withParameter);
  return dice.chance(0.5) ? `${name}${grouping}(${inner})` : `${name}(${inner})${grouping}`;
}

function labelList(dice: Random): string {
  const list = Array.from({ length: dice.below(3) }, () => label(dice));
  return `(${list.join(",")}${list.length > 0 && dice.chance(0.1) ? "," : ""})`;
}

const operators = [
  "+",
  "-",
  "*",
  "/",
  "%",
  "^",
  "atan2",
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "and",
  "or",
  "unless",
  "AND",
];

function binary(dice: Random, depth: number): string {
  const sides = [0, 1].map(() => write(dice, dice.chance(0.8) ? "instant vector" : "scalar", depth));
  return sides.join(` ${dice.pick(operators)} ${modifiers(dice)}`);
}

function scalarBinary(dice: Random, depth: number): string {
  const sides = [0, 1].map(() => write(dice, "scalar", depth));
  return sides.join(` ${dice.pick(operators)} ${dice.chance(0.3) ? "bool " : modifiers(dice)}`);
}

function modifiers(dice: Random): string {
  const bool = dice.chance(0.15) ? "bool " : "";
  if (dice.chance(0.65)) return bool;
  const group = dice.chance(0.4)
    ? `${dice.pick(["group_left", "group_right"])} ${dice.chance(0.5) ? labelList(dice) : ""} `
    : "";
  return `${bool}${dice.pick(["on", "ignoring"])} ${labelList(dice)} ${group}`;
}

function unary(dice: Random, depth: number): string {
  return `${dice.pick(["-", "+"])}${write(dice, dice.chance(0.7) ? "instant vector" : "scalar", depth)}`;
}

function paren(dice: Random, depth: number): string {
  return `(${write(dice, "instant vector", depth)})`;
}

function parenScalar(dice: Random, depth: number): string {
  return `(${write(dice, "scalar", depth)})`;
}

function matrix(dice: Random): string {
  return `${selector(dice)}[${duration(dice)}]`;
}

function subquery(dice: Random, depth: number): string {
  return `${write(dice, "instant vector", depth)}[${duration(dice)}:${dice.chance(0.5) ? duration(dice) : ""}]`;
}

const times = ["@ 5", "@ -1.5", "@ start()", "@ end()", "@ 5m", "@ Inf", "@ start", "@ 1e19", "@ --1"];

function modifier(dice: Random): string {
  return dice.chance(0.6) ? `offset ${dice.chance(0.2) ? "-" : ""}${duration(dice)}` : sound(dice, times, 4);
}

function timed(dice: Random): string {
  return `${selector(dice)} ${modifier(dice)}${dice.chance(0.2) ? ` ${modifier(dice)}` : ""}`;
}

function timedRange(dice: Random, depth: number): string {
  const range = dice.chance(0.7) ? matrix(dice) : subquery(dice, depth);
  return `${range} ${modifier(dice)}${dice.chance(0.2) ? ` ${modifier(dice)}` : ""}`;
}

function mutate(dice: Random, expr: string): string {
  let mutated = expr;
  for (let times = 1 + dice.below(2); times > 0; times--) mutated = mutateOnce(dice, mutated);
  return mutated;
}

const tokens = /[\w:.]+|"(?:[^"\\]|\\.)*"|\s+|./gsu;

/** Drops, doubles, swaps or adds a token, or does so with a character. */
function mutateOnce(dice: Random, expr: string): string {
  const pieces = dice.chance(0.8) ? (expr.match(tokens) ?? []) : [...expr];
  const at = dice.below(pieces.length + 1);
  const piece = pieces[at] ?? "";
  const other = dice.below(pieces.length);
  const replacement = dice.pick([
    () => [],
    () => [piece, piece],
    () => [dice.pick(scraps)],
    () => [dice.pick(scraps), piece],
    () => [pieces[other] ?? ""],
    () => [dice.pick([...metrics, ...labels, ...numbers, ...durations, ...values])],
  ])();
  return [...pieces.slice(0, at), ...replacement, ...pieces.slice(at + 1)].join("");
}

/** Pseudo-random numbers: the same seed gives the same numbers. */
export interface Random {
  /** From 0, below `limit`. */
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** The generator mulberry32 is enough: nothing here needs secure numbers. */
export function random(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    below: (limit) => Math.floor(next() * limit),
    chance: (probability) => next() < probability,
    pick: <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T,
  };
}

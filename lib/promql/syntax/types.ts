import {
  type Aggregation,
  type Binary,
  type Call,
  childrenOf,
  type Expr,
  type Span,
  type SyntaxProblem,
  type Unary,
  type ValueType,
  type VectorSelector,
} from "./ast.ts";

/** The type of an expression's value, even if its parts have wrong types. */
export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case "number":
      return "scalar";
    case "string":
      return "string";
    case "variable":
      return "unknown";
    case "selector":
    case "aggregation":
      return "instant vector";
    case "matrix":
    case "subquery":
      return "range vector";
    case "call":
      return functions.get(expr.name.text)?.returns ?? "unknown";
    case "binary":
      return typeOfBinary(typeOf(expr.left), typeOf(expr.right));
    case "unary":
    case "paren":
      return typeOf(expr.expr);
  }
}

function typeOfBinary(left: ValueType, right: ValueType): ValueType {
  if (left === "scalar" && right === "scalar") return "scalar";
  return left === "instant vector" || right === "instant vector" ? "instant vector" : typeOfUnknown(left, right);
}

const typeOfUnknown = (left: ValueType, right: ValueType): ValueType =>
  left === "unknown" || right === "unknown" ? "unknown" : "instant vector";

/** The type errors of an expression with valid syntax, in the order of its parts. */
export function typeProblems(expr: Expr): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  checkTypes(expr, (message, { from, to }) => problems.push({ message, from, to }));
  return problems;
}

type Report = (message: string, span: Span) => void;

function checkTypes(expr: Expr, report: Report): void {
  for (const child of childrenOf(expr)) checkTypes(child, report);
  if (expr.kind === "aggregation") checkAggregation(expr, report);
  else if (expr.kind === "binary") checkBinary(expr, report);
  else if (expr.kind === "call") checkCall(expr, report);
  else if (expr.kind === "unary") checkUnary(expr, report);
  else if (expr.kind === "selector") checkSelector(expr, report);
  else if (expr.kind === "subquery") wants("instant vector", expr.expr, "a subquery", report);
}

function wants(wanted: ValueType, expr: Expr, where: string, report: Report): void {
  const type = typeOf(expr);
  if (type === wanted || type === "unknown") return;
  report(`${where} needs ${article(wanted)}, not ${article(type)}${fixFor(wanted, expr)}`, expr);
}

const article = (type: ValueType): string => `${type === "instant vector" ? "an" : "a"} ${type}`;

function fixFor(wanted: ValueType, expr: Expr): string {
  if (wanted === "range vector" && expr.kind === "selector") return ": add a window, such as [5m]";
  if (wanted === "range vector") return ": make it a subquery, such as [1h:5m]";
  if (wanted === "instant vector" && expr.kind === "matrix")
    return ": drop the window, or apply a function such as rate()";
  if (wanted === "instant vector" && typeOf(expr) === "scalar") return ": wrap it in vector()";
  if (wanted === "scalar" && typeOf(expr) === "instant vector") return ": wrap it in scalar()";
  return "";
}

const scalarParameter = new Set(["topk", "bottomk", "quantile", "limitk", "limit_ratio"]);

function checkAggregation({ op, param, expr }: Aggregation, report: Report): void {
  wants("instant vector", expr, `"${op}"`, report);
  if (param) wants(scalarParameter.has(op) ? "scalar" : "string", param, `the parameter of "${op}"`, report);
}

function checkUnary(expr: Unary, report: Report): void {
  const type = typeOf(expr.expr);
  if (type === "string" || type === "range vector") report(`a sign cannot stand before ${article(type)}`, expr);
}

function checkSelector(expr: VectorSelector, report: Report): void {
  if (expr.name) {
    const again = expr.matchers.find(({ label }) => label.text === "__name__");
    if (again) report(`the metric's name is set twice: "${expr.name.text}" and "${again.value.text}"`, again);
  } else if (expr.matchers.every(({ operator, value, regex }) => matchesNothing(operator, value.text, regex))) {
    report("a selector needs at least one matcher that does not match the empty string", expr);
  }
}

function matchesNothing(operator: string, value: string, regex: VectorSelector["matchers"][number]["regex"]): boolean {
  if (operator === "=") return value === "";
  if (operator === "!=") return value !== "";
  if (!regex) return false;
  return operator === "=~" ? regex.matchesEmpty : !regex.matchesEmpty;
}

export const isComparison = (op: string): boolean => "=!<>".includes(op.charAt(0));
const isSetOperator = (op: string): boolean => op === "and" || op === "or" || op === "unless";

function checkBinary(expr: Binary, report: Report): void {
  const { op, bool, left, right, operator, matching } = expr;
  const types = [typeOf(left), typeOf(right)] as const;
  if (bool && !isComparison(op)) report("bool can only follow a comparison", operator);
  if (isComparison(op) && !bool && types.every((type) => type === "scalar")) {
    report(`comparing two scalars needs bool: \`${op} bool\``, operator);
  }
  checkSide(left, types[0], report);
  checkSide(right, types[1], report);
  if (isSetOperator(op) && types.includes("scalar")) report(`"${op}" only works between instant vectors`, operator);
  if (matching) checkMatching(expr, matching, types, report);
}

function checkSide(side: Expr, type: ValueType, report: Report): void {
  if (type !== "string" && type !== "range vector") return;
  report(`${article(type)} cannot be calculated with: an operator takes scalars and instant vectors`, side);
}

function checkMatching(
  expr: Binary,
  matching: NonNullable<Binary["matching"]>,
  types: readonly ValueType[],
  report: Report,
): void {
  const { on, labels, include, group } = matching;
  const twice = on ? include.filter(({ text }) => labels.some((label) => label.text === text)) : [];
  for (const label of twice) report(`label "${label.text}" may not be in on() and in group_${group}() at once`, label);
  const vectors = types.every((type) => type === "instant vector" || type === "unknown");
  if (!vectors && labels.length > 0) report("on() and ignoring() only work between instant vectors", expr.operator);
  if (vectors && group && isSetOperator(expr.op)) report(`"${expr.op}" takes no group_${group}`, expr.operator);
}

function checkCall(expr: Call, report: Report): void {
  const signature = functions.get(expr.name.text);
  if (!signature) return;
  checkCount(expr, signature, report);
  const { args, last } = signature;
  expr.args.forEach((arg, i) => {
    const wanted = args[i] ?? (last ? args.at(-1) : undefined);
    if (wanted) wants(wanted, arg, `"${expr.name.text}"`, report);
  });
  if (expr.name.text === "info" && expr.args[1]) checkInfo(expr.args[1], report);
}

function checkCount({ name, args, from, to }: Call, { args: wanted, last }: Signature, report: Report): void {
  const least = last ? wanted.length - 1 : wanted.length;
  const most = last === "any" ? Number.POSITIVE_INFINITY : wanted.length;
  if (args.length >= least && args.length <= most) return;
  const count =
    least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`;
  report(`"${name.text}" takes ${count} argument${count === "1" ? "" : "s"}, not ${args.length}`, { from, to });
}

function checkInfo(arg: Expr, report: Report): void {
  if (arg.kind !== "selector") report('the second argument of "info" must be a selector such as {job="x"}', arg);
  else if (arg.name) report('the second argument of "info" may name no metric', arg);
}

interface Signature {
  readonly args: readonly ValueType[];
  readonly returns: ValueType;
  /** Whether the last argument is `optional` or can occur `any` number of times. Exactly once if absent. */
  readonly last?: "optional" | "any";
  /** Refused unless Prometheus runs with `--enable-feature=promql-experimental-functions`. */
  readonly experimental?: true;
}

const vector = "instant vector";
const range = "range vector";
const signature = (args: readonly ValueType[], more: Partial<Signature> = {}): Signature => ({
  args,
  returns: vector,
  ...more,
});
const all = (names: string, made: Signature): [string, Signature][] => names.split(/\s+/).map((name) => [name, made]);

/**
 * Every function of Prometheus 3.5 and its signature. Names are case-sensitive.
 * Source: https://prometheus.io/docs/prometheus/3.5/querying/functions/
 */
export const functions: ReadonlyMap<string, Signature> = new Map([
  ...all(
    `abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count
     histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh
     timestamp`,
    signature([vector]),
  ),
  ...all(
    `absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time
     max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time`,
    signature([range]),
  ),
  ...all(
    "mad_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time",
    signature([range], { experimental: true }),
  ),
  ...all(
    "day_of_month day_of_week day_of_year days_in_month hour minute month year",
    signature([vector], { last: "optional" }),
  ),
  ...all("pi time", signature([], { returns: "scalar" })),
  ...all("clamp_max clamp_min", signature([vector, "scalar"])),
  ...all("sort_by_label sort_by_label_desc", signature([vector, "string"], { last: "any", experimental: true })),
  ["clamp", signature([vector, "scalar", "scalar"])],
  ["double_exponential_smoothing", signature([range, "scalar", "scalar"], { experimental: true })],
  ["histogram_fraction", signature(["scalar", "scalar", vector])],
  ["histogram_quantile", signature(["scalar", vector])],
  ["info", signature([vector, vector], { last: "optional", experimental: true })],
  ["label_join", signature([vector, "string", "string", "string"], { last: "any" })],
  ["label_replace", signature([vector, "string", "string", "string", "string"])],
  ["predict_linear", signature([range, "scalar"])],
  ["quantile_over_time", signature(["scalar", range])],
  ["round", signature([vector, "scalar"], { last: "optional" })],
  ["scalar", signature([vector], { returns: "scalar" })],
  ["vector", signature(["scalar"])],
]);

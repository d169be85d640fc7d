// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Grafana writes its variables so.
import { describe, expect, it } from "vitest";
import { parse } from "../../../lib/promql/syntax/parse.ts";

const problem = (text: string, grafana = false): string | undefined => parse(text, { grafana }).problems[0]?.message;

describe("parse", () => {
  it("marks the part with the error", () => {
    const text = "sum(rate(up))";
    const [found] = parse(text).problems;
    expect(text.slice(found?.from, found?.to)).toBe("up");
    expect(found?.message).toBe('"rate" needs a range vector, not an instant vector: add a window, such as [5m]');
  });

  it("collects every type error", () => {
    expect(parse('rate(up) + ("a") + (1 < 2)').problems).toHaveLength(3);
  });

  it("suggests a function", () => {
    expect(problem("histogram_quantil(0.9, x)")).toBe(
      'unknown function "histogram_quantil": did you mean "histogram_quantile"?',
    );
  });

  it("allows experimental functions only with the option", () => {
    expect(problem("mad_over_time(up[5m])")).toContain("experimental");
    expect(parse("mad_over_time(up[5m])", { experimental: true }).problems).toEqual([]);
  });

  it.each([
    ["-a ^ b", "(-(a ^ b))"],
    ["a ^ -b * c", "((a ^ (-b)) * c)"],
    ["a or b and c", "(a or (b and c))"],
    ["a - b - c", "((a - b) - c)"],
    ["a ^ b ^ c", "(a ^ (b ^ c))"],
    ["- a offset 5m", "(-a offset 5m)"],
  ])("groups %s", (text, grouped) => {
    expect(shape(parse(text).ast)).toBe(grouped);
  });
});

describe("Grafana's variables", () => {
  it.each([
    "rate(x[$__rate_interval])",
    "rate(x[${__rate_interval}])",
    "avg_over_time(x[$__range] offset $shift)",
    "x[$__range:$__interval]",
    'x{job=~"$job", instance=~"${instance:regex}"}',
    'x{$label="y"}',
    "sum by ($group, [[other]]) (x)",
    "$metric",
    "rate($metric[5m])",
    "rate(node_${kind}_total[5m])",
    "$aggregation(x)",
    "topk($n, x) > $limit",
    "increase(x[${__range_s}s])",
    "sum(x) / $__range_s",
  ])("are accepted in %s", (text) => {
    expect(problem(text, true)).toBeUndefined();
  });

  it("are refused without the option", () => {
    expect(problem("rate(x[$__rate_interval])")).toContain("unexpected character");
  });

  it("are not found in similar text", () => {
    expect(problem("rate(x[$])", true)).toContain("unexpected character");
    expect(problem("rate(x[[5m]])", true)).toContain("unexpected character");
  });

  it("do not hide errors in the rest of a regular expression", () => {
    expect(problem('x{job=~"${job:regex}(.*"}', true)).toContain("invalid regular expression: missing `)`");
  });
});

/** An expression with every operation in parentheses. */
function shape(expr: ReturnType<typeof parse>["ast"]): string {
  if (expr?.kind === "binary") return `(${shape(expr.left)} ${expr.op} ${shape(expr.right)})`;
  if (expr?.kind === "unary") return `(${expr.op}${shape(expr.expr)})`;
  return expr?.kind === "selector" ? `${expr.name?.text}${expr.offset ? ` offset ${expr.offset.text}` : ""}` : "?";
}

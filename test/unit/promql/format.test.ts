import { expect, it } from "vitest";
import { codeFrame, format } from "../../../lib/promql/print.ts";
import { parse } from "../../../lib/promql/syntax/parse.ts";
import { expressions } from "../../../scripts/fuzz/expressions.ts";

function formatted(text: string): string {
  const { ast, problems } = parse(text);
  expect(problems, text).toEqual([]);
  return ast ? format(ast) : "";
}

it("breaks long expressions", () => {
  const latency =
    'histogram_quantile(0.99,sum by(le,job)(rate(http_request_duration_seconds_bucket{job="x",code!~"5.."}[90m])))';
  expect(formatted(`${latency} > on (job) group_left () latency_limit_seconds`)).toBe(
    `  histogram_quantile(
    0.99,
    sum by (le, job) (rate(http_request_duration_seconds_bucket{code!~"5..",job="x"}[1h30m]))
  )
> on (job) group_left ()
  latency_limit_seconds`,
  );
});

it("changes nothing but the layout", () => {
  const sound = expressions(3, 2000).filter((text) => parse(text).problems.length === 0);
  expect(sound.length).toBeGreaterThan(300);
  for (const text of sound) expect(formatted(formatted(text)), text).toBe(formatted(text));
});

it("marks a part of a text", () => {
  expect(codeFrame("sum(\n  up\n)", { from: 7, to: 9 })).toBe("2 |   up\n  |   ^^");
  expect(codeFrame("sum(", { from: 4, to: 4 })).toBe("1 | sum(\n  |     ^");
});

it("keeps a variable that stands for matchers bare, and last", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Grafana.
  const { ast } = parse('up{$filters,job="a",${more}}', { grafana: true });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Grafana.
  expect(ast && format(ast)).toBe('up{job="a",$filters,${more}}');
});

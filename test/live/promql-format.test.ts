import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { tool } from "../../lib/cli/programs/tools.ts";
import { format } from "../../lib/promql/print.ts";
import { parse } from "../../lib/promql/syntax/parse.ts";
import { expressions } from "../../scripts/fuzz/expressions.ts";

const formatted = (text: string): string | undefined => {
  const { ast, problems } = parse(text);
  return ast && problems.length === 0 ? format(ast) : undefined;
};

/** Ours keeps these where promtool drops them, and promtool does not indent subqueries. */
const differsOnPurpose = /group_(left|right)|ignoring \(\)|\bon \(|:[^[\]]*\]/;

it("writes an expression as promtool does", async () => {
  const promtool = await tool("promtool");
  const sound = expressions(42, 400).filter((text) => formatted(text) && !differsOnPurpose.test(text));
  for (const text of sound.slice(0, 60)) {
    const theirs = execFileSync(promtool, ["--experimental", "promql", "format", "--", text], { encoding: "utf8" });
    expect(formatted(text), text).toBe(theirs.trimEnd());
  }
});

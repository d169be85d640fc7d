import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import { readAlertmanager } from "../../../lib/alerting/alertmanager-file.ts";
import { parseMatchers } from "../../../lib/alerting/matchers.ts";
import { ask, run } from "../../../lib/cli/programs/programs.ts";
import { tool } from "../../../lib/cli/programs/tools.ts";
import { notifiedReceivers } from "../../../lib/testing/rule-tests.ts";

const name = fc.constantFrom("a", "b", "_x1", "é", '"a"', '"c d"', '"a\\"b"', "a.b", "a:b", "1a", "");
const op = fc.constantFrom("=", "!=", "=~", "!~", " = ", "~", "==");
const value = fc.constantFrom(
  ...['"x"', "x", '""', "", '"x|y"', "x.*", '".*"', '"(?i)X"', '"(?!x)"', '"x', 'x"', '"x\\n"', "\\x", '"\\d+"', "(x"],
  ...['"[[:alpha:]]+"', "x y", '"x,y"', "{x}", '"é"', '"\\"x\\""', "x\\", '"\\u0078"', "'x'", '"x\\\\"'],
);
const matcher = fc.tuple(name, op, value).map((parts) => parts.join(""));
const text = fc
  .tuple(
    fc.array(matcher, { maxLength: 3 }),
    fc.constantFrom(",", ", ", " ", ",,"),
    fc.constantFrom("", "{", "{}", "}", ","),
  )
  .map(([matchers, comma, braces]) => {
    const inner = matchers.join(comma);
    if (braces === "{}") return `{${inner}}`;
    return braces === "{" ? `{${inner}` : `${inner}${braces}`;
  });

const texts = [...new Set(fc.sample(text, { seed: 5, numRuns: 600 }))];
const isRefused = (one: string) => "problem" in parseMatchers(one);

/** A route for each text. */
const configuration = (matchers: readonly string[]): string =>
  stringify({
    receivers: [{ name: "nobody" }, ...matchers.map((_, i) => ({ name: `r${i}` }))],
    route: {
      receiver: "nobody",
      routes: matchers.map((one, i) => ({ receiver: `r${i}`, matchers: [one], continue: true })),
    },
  });

it("reads matchers as amtool does", async () => {
  const amtool = await tool("amtool");
  const folder = await mkdtemp(join(tmpdir(), "matchers-"));
  const file = join(folder, "alertmanager.yml");
  try {
    const accepted = texts.filter((one) => !isRefused(one));
    const refused = texts.filter(isRefused);
    expect([accepted.length > 60, refused.length > 60]).toEqual([true, true]);
    for (const one of refused.slice(0, 100)) {
      await writeFile(file, configuration([one]));
      expect(readAlertmanager(configuration([one])).problems, one).toHaveLength(1);
      expect(await ask(amtool, "check-config", file), one).toBeUndefined();
    }
    const config = configuration(accepted);
    await writeFile(file, config);
    const { alerting, problems } = readAlertmanager(config);
    expect(problems).toEqual([]);
    for (const words of [["a=x"], ["a=y", "b=x"], ["a=X", "_x1=12"], ["b="], ['a="x y"'], ["a=é", "b=x,y"], []]) {
      const { stdout } = await run(amtool, "config", "routes", "test", `--config.file=${file}`, ...words);
      const labels = Object.fromEntries(words.map((word) => word.replaceAll('"', "").split("=")));
      const { receivers } = notifiedReceivers(alerting, { labels, receivers: [] });
      expect(receivers.join(","), words.join(" ")).toBe(stdout.trim().split("\n").at(-1));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

import { expect, test } from "vitest";
import { alert, record } from "../../../lib/authoring/define.ts";
import { conduct } from "../../../lib/cli/testing/experiments.ts";
import { findLimits } from "../../../lib/cli/testing/limits.ts";
import { tryMutants } from "../../../lib/cli/testing/mutations.ts";
import type { AlertExamples } from "../../../lib/model/model.ts";
import { promql } from "../../../lib/promql/promql.ts";
import { limitLines } from "../../../lib/testing/boundaries/report.ts";
import { mutantsOf } from "../../../lib/testing/mutation/mutants.ts";
import { casesOf, proofOf } from "../../../lib/testing/proof.ts";
import type { Suite } from "../../../lib/testing/suite.ts";

const links = { dashboards: "http://d", runbooks: "http://r" };

const suite = (examples: AlertExamples, expr = promql`job:x:sum > 5`): Suite => ({
  file: "rules/ovens.ts",
  inputs: [record("job:x:sum", promql`sum by (job) (x)`, "")],
  alert: alert("OvenHot", {
    expr,
    for: "3m",
    severity: "warning",
    team: "platform",
    domain: "infrastructure",
    concern: "resources",
    summary: 'Oven "{{ $labels.job }}" is at {{ $value }}',
    description: "line 1\nline 2 {{ $labels.job }}",
    action: "",
    dashboard: "d",
    examples,
  }),
});

const hot = { given: { 'x{job="a",i="1"}': "4x10", 'x{job="a",i="2"}': "2x10" }, at: "5m" } as const;
const cold = { given: { 'x{job="a"}': "5x10" }, at: "5m" } as const;

async function wrong(examples: AlertExamples): Promise<(string | undefined)[]> {
  const tried = suite(examples);
  const [answers = []] = await conduct([proofOf(tried, links)]);
  return casesOf(tried, answers).map(({ failure }) => failure?.text);
}

test("examples hold by labels and words, whatever else there is", async () => {
  const says = ['Oven "a" is at 6', "line 2 a"];
  expect(await wrong({ fires: [{ ...hot, labels: { job: "a", team: "platform" }, says }], quiet: [cold] })).toEqual([
    undefined,
    undefined,
  ]);
});

test("what does not hold is told with what there was instead", async () => {
  const all = { severity: "warning", team: "platform", domain: "infrastructure", concern: "resources" };
  const [labels, words, silent, loud] = await wrong({
    fires: [{ ...hot, labels: { job: "b" } }, { ...hot, says: "7" }, cold],
    quiet: [hot],
  });
  const inBraces = (...pairs: string[][]) => pairs.map(([name, value]) => `${name}="${value}"`).sort();
  expect(labels).toMatch(/^fires without \{.*job="b"\}: \{/);
  for (const pair of inBraces(...Object.entries({ ...all, job: "a" }))) expect(labels).toContain(pair);
  expect(words).toBe('does not say "7": Oven "a" is at 6\nline 1\nline 2 a');
  expect(silent).toBe("does not fire");
  expect(loud).toMatch(/^fires with \{.*job="a"/);
});

test("an expression that Prometheus cannot evaluate is told", async () => {
  const tried = suite({ fires: [hot], quiet: [cold] }, promql`x + on () x`);
  const [answers = []] = await conduct([proofOf(tried, links)]);
  expect(casesOf(tried, answers)[0]?.failure?.text).toMatch(/^cannot be evaluated: found duplicate series/);
});

test("mutants are noticed by examples, by moments, or survive", async () => {
  const tried = suite({ fires: [hot], quiet: [cold] });
  const fates = (await tryMutants([{ suite: tried, mutants: mutantsOf(tried.alert) }], links)).map(
    ({ mutant, fate }) => [mutant.change, fate],
  );
  expect(fates).toEqual([
    ['">" to "<="', "claim"],
    ['"5" to "4"', "claim"],
    ['"5" to "6"', "claim"],
    ["for: 3m to 1m", "moment"],
    ["for: 3m to 6m", "claim"],
  ]);
});

test("a mutant that examples do not notice is tried next to the limits that they lead to", async () => {
  const far = { given: { 'x{job="a"}': "1x10" }, at: "5m" } as const;
  const lax = suite({ fires: [{ ...hot, given: { 'x{job="a",i="1"}': "9x10" } }], quiet: [far] });
  const [limits] = await findLimits([lax], links);
  expect(limits && limitLines(lax, limits)).toEqual([
    "rules/ovens.ts › OvenHot (warning)",
    '  > 5: fires at 5.025, stays quiet at 4.975 (x{job="a",i="1"} times 0.558333333)',
    "  for 3m: still waits after 2m, fires after 3m",
  ]);
  const tried = await tryMutants([{ suite: lax, mutants: mutantsOf(lax.alert) }], links);
  expect(tried.filter(({ fate }) => fate === "limit").map(({ mutant }) => mutant.change)).toEqual([
    '"5" to "4"',
    '"5" to "6"',
  ]);
});

test("a survivor comes with an example that notices it", async () => {
  const lone = { given: { 'x{job="a",i="1"}': "9x10" }, at: "5m" } as const;
  const lax = suite({ fires: [lone], quiet: [cold] }, promql`sum by (job) (x{job=~"a|b"}) > 5`);
  const mutants = mutantsOf(lax.alert).filter(({ change }) => /^"sum"|^"job=~\\"a\|b\\"" to "job=~/.test(change));
  const tried = await tryMutants([{ suite: lax, mutants }], links);
  expect(tried.map(({ fate }) => fate)).toEqual(["survived", "survived"]);
  for (const { mutant, remedy } of tried) {
    const example = remedy && { given: remedy.attempt.given, at: remedy.attempt.at };
    const healed =
      example &&
      suite(
        {
          fires: remedy.list === "fires" ? [lone, example] : [lone],
          quiet: remedy.list === "quiet" ? [cold, example] : [cold],
        },
        lax.alert.expr,
      );
    const again = healed && (await tryMutants([{ suite: healed, mutants: [mutant] }], links));
    expect(again?.[0]?.fate, mutant.change).toBe("claim");
  }
});

test("a mutant that cannot be evaluated does not stop the others", async () => {
  const tried = suite({ fires: [hot], quiet: [cold] }, promql`job:x:sum - on (job) x{i!="2"} > 1`);
  const fates = await tryMutants([{ suite: tried, mutants: mutantsOf(tried.alert) }], links);
  expect(fates.filter(({ fate }) => fate === "broken").map(({ mutant }) => mutant.change)).toEqual([
    `"i!=\\"2\\"" to "i=~\\".*\\""`,
  ]);
  expect(fates).toHaveLength(7);
});

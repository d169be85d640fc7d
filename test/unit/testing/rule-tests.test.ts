import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import { UserError } from "../../../lib/cli/outcome.ts";
import { seriesOf } from "../../../lib/testing/experiment.ts";
import { ruleSuitesOf, ruleTestResults } from "../../../lib/testing/rule-tests.ts";

let project: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "examples-"));
  await mkdir(join(project, "rules"));
  await writeFile(join(project, "package.json"), '{ "type": "module" }');
  await writeFile(join(project, "stack.ts"), "export const stack = {};");
});
afterEach(() => rm(project, { recursive: true }));

const examples = { fires: [{ series: { up: "0x5" }, at: "2m" }], quiet: [{ series: { up: "1x5" }, at: "2m" }] };
const alert = (name: string, severity: string, own?: typeof examples) => ({
  ...{ alert: name, severity, expr: "up == 0", for: "1m", team: "a", domain: "b", concern: "c" },
  ...{ summary: "", description: "", action: "", dashboard: "d", ...(own && { examples: own }) },
});
const group = (...rules: object[]) => ({ interval: "1m", rules });
const both = group(alert("Slow", "warning"), alert("Slow", "critical"), alert("Down", "critical"));

/** @param files what each exports, by the file's name in `rules/` */
async function load(files: Readonly<Record<string, object>>) {
  for (const [name, value] of Object.entries(files))
    await writeFile(join(project, "rules", name), `export default ${JSON.stringify(value)};`);
  return loadModel(project);
}

const refusal = (files: Readonly<Record<string, object>>) =>
  load(files).then(
    () => [],
    (error: unknown) => (error instanceof UserError ? error.message.split("\n") : [error]),
  );

test("examples of a second file belong to the alerts of the group beside it, by severity where there are several", async () => {
  const critical = { ...examples, quiet: [{ series: { up: "1x9" }, at: "3m" }] };
  const { rules } = await load({
    "api.ts": { ...both, rules: [...both.rules, alert("Inline", "info", examples)] },
    "api.examples.ts": { Slow: { warning: examples, critical }, Down: examples },
  });
  const file = "rules/api.examples.ts";
  expect(rules.map(({ name }) => name)).toEqual(["api"]);
  expect(rules[0]?.definition.rules).toEqual([
    { ...alert("Slow", "warning", examples), examplesFile: file },
    { ...alert("Slow", "critical", critical), examplesFile: file },
    { ...alert("Down", "critical", examples), examplesFile: file },
    alert("Inline", "info", examples),
  ]);
});

test("samples may be made by functions", async () => {
  const series = '{ up: { at: (step) => "0x5" } }';
  const written = JSON.stringify({ Down: examples }).replaceAll('{"up":"0x5"}', series);
  await writeFile(join(project, "rules/api.examples.ts"), `export default ${written};`);
  const { rules } = await load({ "api.ts": group(alert("Down", "critical")) });
  expect(ruleSuitesOf(rules).map(({ alert }) => seriesOf(alert.examples.fires[0]))).toEqual([{ up: "0x5" }]);
});

test("an example that fails is reported with the file in which it stands", async () => {
  const { rules } = await load({
    "api.ts": group(alert("Down", "critical"), alert("Slow", "info", examples)),
    "api.examples.ts": { Down: examples },
  });
  const nothingFires = [{ firing: new Map(), broken: new Map() }] as unknown as Parameters<typeof ruleTestResults>[1];
  const failed = ruleSuitesOf(rules).flatMap((suite) => ruleTestResults(suite, nothingFires)[0] ?? []);
  expect(failed.map(({ group, name, failure }) => [group, name, failure?.text])).toEqual([
    ["rules/api.examples.ts", "Down (critical) fires: 1", "does not fire"],
    ["rules/api.ts", "Slow (info) fires: 1", "does not fire"],
  ]);
});

describe("refuses", () => {
  test("an alert without examples, and examples without an alert", async () => {
    expect(await refusal({ "api.ts": both, "api.examples.ts": { Slwo: examples, Down: examples } })).toEqual([
      'rules/api.examples.ts › Slwo: rules/api.ts has no alert of this name — did you mean "Slow"?',
      "rules/api.ts › Slow (warning): has no examples — write them in the alert, or in rules/api.examples.ts",
      "rules/api.ts › Slow (critical): has no examples — write them in the alert, or in rules/api.examples.ts",
    ]);
  });

  test("an alert without examples where no file holds any", async () => {
    expect(await refusal({ "api.ts": group(alert("Down", "critical")) })).toEqual([
      "rules/api.ts › Down (critical): has no examples — write them in the alert, or in rules/api.examples.ts",
    ]);
  });

  test("examples of a severity that the alert does not have", async () => {
    const files = { Slow: { warning: examples, info: examples }, Down: examples };
    expect(await refusal({ "api.ts": both, "api.examples.ts": files })).toEqual([
      'rules/api.examples.ts › Slow: the alert has no severity "info" — it has warning, critical',
      "rules/api.ts › Slow (critical): has no examples — write them in the alert, or in rules/api.examples.ts",
    ]);
  });

  test("the same examples for several severities", async () => {
    expect(await refusal({ "api.ts": both, "api.examples.ts": { Slow: examples, Down: examples } })).toEqual([
      "rules/api.examples.ts › Slow: the alert has several severities — write { warning: {...}, critical: {...} }",
    ]);
  });

  test("an alert whose examples stand in two places", async () => {
    const files = { "api.ts": group(alert("Down", "critical", examples)), "api.examples.ts": { Down: examples } };
    expect(await refusal(files)).toEqual([
      "rules/api.examples.ts › Down (critical): rules/api.ts has examples of this alert too — remove one of them",
    ]);
  });

  test("examples without a rule group", async () => {
    const files = { "api.ts": group(alert("Down", "critical", examples)), "apy.examples.ts": {}, "x.examples.ts": {} };
    expect(await refusal(files)).toEqual([
      'rules/apy.examples.ts: there is no rule group rules/apy.ts — did you mean "api"?',
      "rules/x.examples.ts: there is no rule group rules/x.ts — name it after the file of its rule group",
    ]);
  });

  test("examples of another shape, by the file in which they stand", async () => {
    const { fires, quiet } = examples;
    const odd = { Down: { fires: [{ series: {} }], quiet }, Slow: { warning: { fires }, critical: examples } };
    expect(await refusal({ "api.ts": both, "api.examples.ts": odd })).toEqual([
      'rules/api.examples.ts › Down.fires.0: field "at" is missing (schema)',
      'rules/api.examples.ts › Slow.warning: field "quiet" is missing (schema)',
    ]);
  });
});

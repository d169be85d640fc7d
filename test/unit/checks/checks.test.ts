import { deserialize, serialize } from "node:v8";
import { describe, expect, it } from "vitest";
import { row } from "../../../lib/authoring/define.ts";
import { alert, type ReferringText, text } from "../../../lib/authoring/rules.ts";
import { checks } from "../../../lib/checks/index.ts";
import { comparable } from "../../../lib/cli/load/kept-results.ts";
import { type Model, panelRef, rowRef } from "../../../lib/model/model.ts";
import { examples } from "./examples/index.ts";
import { correctAlert, exampleModel } from "./examples/model.ts";

describe.each(checks.map((check) => [check.name, check] as const))("%s", (name, check) => {
  const { bad, good } = examples[name] ?? {};
  it("finds nothing in its good example", () => {
    if (!good) throw new Error(`no good example of ${name}`);
    expect(Array.from(check.find(good()))).toEqual([]);
  });
  it("finds the same in what a kept result is compared by", () => {
    for (const example of [bad, good])
      if (example) {
        const compared = deserialize(serialize(comparable(example()))) as Model;
        expect(Array.from(check.find(compared))).toEqual(Array.from(check.find(example())));
      }
  });
});

it("has no two checks of one name", () => {
  const names = checks.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});

it("has no example of a check that does not exist", () => {
  const names = checks.map(({ name }) => name);
  expect(Object.keys(examples).filter((name) => !names.includes(name))).toEqual([]);
});

it("holds what an alert's action names against the dashboards", () => {
  const problems = (action: ReferringText) =>
    checks.flatMap((check) =>
      /^alert-(?:panel|dashboard)$/.test(check.name)
        ? Array.from(check.find(exampleModel({ alert: alert("HostDown", { ...correctAlert, action }), dashboards })))
        : [],
    );
  const dashboards = { hosts: { title: "Hosts", question: "Are they well?", rows: [row("Disks")] } };
  expect(problems(text`Look at ${rowRef("hosts", "Disks")}.`)).toEqual([]);
  expect(problems(text`Look at ${rowRef("hosts", "Disk")} and ${panelRef("hots", "Load")}.`)).toMatchObject([
    { message: 'no dashboard "hots" in dashboards/', hint: 'did you mean "hosts"?' },
    { message: 'dashboard "hosts" has no row "Disk"', hint: 'did you mean "Disks"?' },
  ]);
});

import { expect, it } from "vitest";
import { withExamples } from "../../../lib/cli/load/companions.ts";
import { groupYaml } from "../../../lib/emit/rules.ts";
import { correctAlert } from "../checks/examples/model.ts";

it("gives a group's labels to its rules, whose own labels come first", () => {
  const definition = {
    interval: "1m",
    queryOffset: "30s",
    limit: 10,
    labels: { region: "eu", severity: "info", tier: "gold" },
    rules: [
      { ...correctAlert, labels: { tier: "silver" } },
      { record: "job:up:sum", expr: correctAlert.expr, help: "" },
    ],
  } as const;
  const [group] = withExamples([{ name: "hosts", file: "rules/hosts.ts", definition }], []);
  const yaml = groupYaml("hosts", group?.definition ?? definition, {
    links: { dashboards: "", runbooks: "" },
    dashboards: [],
    datasources: [],
  });
  expect(yaml).toMatchObject({ query_offset: "30s", limit: 10 });
  expect(yaml.rules.map(({ labels }) => labels)).toEqual([
    expect.objectContaining({ region: "eu", severity: "critical", tier: "silver" }),
    { region: "eu", severity: "info", tier: "gold" },
  ]);
});

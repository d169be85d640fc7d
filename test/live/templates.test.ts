import { expect, it } from "vitest";
import { tool } from "../../lib/cli/programs/tools.ts";
import { readAlertTemplate } from "../../lib/templates/alert-templates.ts";
import { defaultTemplates } from "../../lib/templates/default-templates.ts";
import {
  type Agreement,
  compareFiles,
  compareMessages,
  compareParsing,
  compareRendering,
  wronglyTyped,
} from "../../scripts/fuzz/compare-templates.ts";
import { templates } from "../../scripts/fuzz/templates.ts";
import { seed } from "../support/properties.ts";

/** Both accept some templates and refuse some, or the comparison tests nothing. */
function expectAgreement({ accepted, refused, disagreements }: Agreement): void {
  expect(disagreements, `seed ${seed}`).toEqual([]);
  expect(accepted, `seed ${seed}`).toBeGreaterThan(10);
  expect(refused, `seed ${seed}`).toBeGreaterThan(10);
}

it("parses what promtool parses, and nothing else", async () => {
  expectAgreement(compareParsing(await tool("promtool"), templates("prometheus", seed, 1500)));
});

it("renders an alert's texts as Prometheus does, and fails where it fails", async () => {
  const parsed = templates("prometheus", seed, 600).filter((each) => !readAlertTemplate(each).refused);
  expectAgreement(await compareRendering(parsed));
});

it("accepts the template files that amtool accepts, and nothing else", async () => {
  expectAgreement(compareFiles(await tool("amtool"), templates("alertmanager", seed, 400)));
});

it.each(["text", "html"] as const)("renders a message's %s as Alertmanager does", async (type) => {
  const generated = templates(type === "html" ? "html" : "alertmanager", seed, 80);
  expectAgreement(await compareMessages(await tool("amtool"), type, generated));
});

it("has the templates that Alertmanager brings along", async () => {
  const names = Array.from(defaultTemplates.matchAll(/\{\{ define "([^"]+)" \}\}/g), ([, name]) => name as string);
  const calls = names
    .filter((name) => name !== "email.default.html")
    .map((name) => `{{ template "${name}" ${/instances|_list/.test(name) ? ".Alerts" : "."} }}`);
  const { disagreements, accepted } = await compareMessages(await tool("amtool"), "text", calls);
  expect(disagreements).toEqual([]);
  expect(accepted).toBe(calls.length);
});

it("refuses by types only what cannot be rendered", () => {
  expect(wronglyTyped("prometheus", templates("prometheus", seed, 2000)), `seed ${seed}`).toEqual([]);
  expect(wronglyTyped("alertmanager", templates("alertmanager", seed, 2000)), `seed ${seed}`).toEqual([]);
});

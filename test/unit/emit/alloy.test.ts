import fc from "fast-check";
import { expect, it } from "vitest";
import { emitAlloy } from "../../../lib/emit/collectors.ts";
import { composeTarget } from "../../../lib/emit/emit.ts";
import type { LogStage } from "../../../lib/model/logs.ts";
import { runs } from "../../support/properties.ts";
import { kafkaModel } from "../diff/example.ts";
import { readAlloy } from "../logs/alloy-reader.ts";

const stack = {
  alloy: { title: "Alloy", purpose: "", port: 12345, team: "platform" },
  loki: { title: "Loki", purpose: "", port: 3100, team: "platform" },
} as const;

function alloyOf(name: string, help: string, stages: readonly LogStage[]) {
  const source = { files: { paths: ["/var/log/*.log"] as const }, labels: {} };
  const model = {
    ...kafkaModel(),
    stack,
    logs: [{ name, file: `logs/${name}.ts`, definition: { help, source, stages } }],
  };
  const [file] = emitAlloy(model, composeTarget(model));
  return readAlloy(file?.text ?? "");
}
const settingsOf = (blocks: ReturnType<typeof alloyOf>, stage: string) =>
  blocks.find(({ name }) => name === "loki.process")?.blocks.find(({ name }) => name === `stage.${stage}`)?.attributes;

it.each(['line\nlocal.file_match "x" { }', "a\r// b", "\n"])("keeps a help text in a comment: %j", (help) => {
  expect(alloyOf("web", help, []).map(({ name }) => name)).toEqual([
    ...["local.file_match", "loki.source.file", "loki.process", "loki.write"],
  ]);
});

it.each(["ref", "true", "null", "http.status", "user-agent", "1st", "ä", 'a"b', ""])(
  "keeps a field called %j",
  (field) => {
    expect(settingsOf(alloyOf("web", "", [{ logfmt: { [field]: "x" } }]), "logfmt")).toEqual({
      mapping: { [field]: "x" },
    });
  },
);

it.each(["web-logs", "1st", "web logs", "ä"])("names the components of the pipeline %j", (name) => {
  const blocks = alloyOf(name, "", []);
  const process = blocks.find((block) => block.name === "loki.process");
  const source = blocks.find((block) => block.name === "loki.source.file");
  expect(source?.attributes.forward_to).toEqual([{ ref: `loki.process.${process?.label}.receiver` }]);
  const files = blocks.find((block) => block.name === "local.file_match");
  expect(files?.attributes.path_targets).toMatchObject([{ job: name }]);
});

it("writes every text so that it is read back", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string(),
    fc.constantFrom("\n", "\\", '"', "`", "${", "//", "}"),
  );
  fc.assert(
    fc.property(
      text,
      text,
      text.filter((key) => key !== "__proto__"),
      text,
      (help, expression, key, value) => {
        const blocks = alloyOf("web", help, [{ regex: { expression } }, { json: { [key]: value } }]);
        expect(blocks).toHaveLength(4);
        expect(settingsOf(blocks, "regex")).toEqual({ expression });
        expect(settingsOf(blocks, "json")).toEqual({ expressions: { [key]: value } });
      },
    ),
    { numRuns: runs(100) },
  );
});

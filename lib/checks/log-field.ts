import type { LogPipelineDefinition, LogSource, LogStage } from "../model/logs.ts";
import type { Model } from "../model/model.ts";
import { didYouMean } from "../promql/text/suggest.ts";
import type { Check } from "./check.ts";
import { exampleModel } from "./example.ts";

export const logField: Check = {
  name: "log-field",
  why: "A label or an id that no stage extracts stays empty on every line, and no collector says so.",
  *find({ logs }) {
    for (const { file, definition } of logs) {
      const known = new Set(fieldsOf(definition.source));
      for (const [i, stage] of definition.stages.entries()) {
        for (const name of readBy(stage))
          if (!known.has(name)) {
            const hint = didYouMean(name, known) ?? "extract it first, with json, logfmt or regex";
            yield { file, path: [`stage ${i + 1}`], message: `"${name}" is extracted by no stage before`, hint };
          }
        for (const name of madeBy(stage)) known.add(name);
      }
    }
  },
  bad: () => withStages({ json: { level: "lvl" } }, { labels: ["service"] }),
  good: () => withStages({ json: { level: "lvl" } }, { labels: ["level"] }),
};

/** What lines carry before the first stage: their labels, and of a file its name. */
function fieldsOf(source: LogSource): string[] {
  const relabel = "docker" in source ? source.docker.relabel : "journal" in source ? source.journal.relabel : [];
  return [...Object.keys(source.labels), ...relabel.map(({ to }) => to), ...("files" in source ? ["filename"] : [])];
}

/** Extracted values that a stage needs. A template may start from nothing. */
function readBy(stage: LogStage): readonly string[] {
  if ("labels" in stage) return stage.labels;
  if ("structuredMetadata" in stage) return stage.structuredMetadata;
  if ("timestamp" in stage) return [stage.timestamp.source];
  if ("drop" in stage) return stage.drop.source === undefined ? [] : [stage.drop.source];
  if ("regex" in stage) return stage.regex.source === undefined ? [] : [stage.regex.source];
  return [];
}

function madeBy(stage: LogStage): readonly string[] {
  if ("match" in stage) return stage.match.stages.flatMap(madeBy);
  if ("json" in stage) return Object.keys(stage.json);
  if ("logfmt" in stage) return Object.keys(stage.logfmt);
  if ("template" in stage) return [stage.template.source];
  if ("regex" in stage) return Array.from(stage.regex.expression.matchAll(/\(\?P<(\w+)>/g), ([, name = ""]) => name);
  return [];
}

const withStages = (...stages: LogPipelineDefinition["stages"]): Model => ({
  ...exampleModel({}),
  logs: [
    {
      name: "applications",
      file: "logs/applications.ts",
      definition: {
        help: "Files of applications.",
        source: { files: { paths: ["/var/log/app.log"] }, labels: { source: "application" } },
        stages,
      },
    },
  ],
});

import { selectorProblem } from "../authoring/logs.ts";
import { componentLabel } from "../emit/alloy.ts";
import type { LogSource, LogStage } from "../model/logs.ts";
import { didYouMean } from "../model/problem.ts";
import type { Check } from "./check.ts";

const logField: Check = {
  name: "log-field",
  description: "A label or an id that no stage extracts is empty on every line, and no collector reports it.",
  *find({ logs }) {
    for (const { file, definition } of logs) {
      const known = new Set(fieldsOf(definition.source));
      for (const [i, stage] of definition.stages.entries()) {
        for (const name of readBy(stage))
          if (!known.has(name)) {
            const hint = didYouMean(name, known) ?? "extract it first, with json, logfmt or regex";
            yield { file, path: [`stage ${i + 1}`], message: `"${name}" is not extracted by an earlier stage`, hint };
          }
        for (const name of addedBy(stage)) known.add(name);
      }
    }
  },
};

/** The fields of a line before the first stage: its labels and, for files, the file name. */
function fieldsOf(source: LogSource): string[] {
  const relabel = "docker" in source ? source.docker.relabel : "journal" in source ? source.journal.relabel : [];
  return [...Object.keys(source.labels), ...relabel.map(({ to }) => to), ...("files" in source ? ["filename"] : [])];
}

/** The fields that a stage needs. A template needs none. */
function readBy(stage: LogStage): readonly string[] {
  if ("labels" in stage) return stage.labels;
  if ("structuredMetadata" in stage) return stage.structuredMetadata;
  if ("timestamp" in stage) return [stage.timestamp.source];
  if ("drop" in stage) return stage.drop.source === undefined ? [] : [stage.drop.source];
  if ("regex" in stage) return stage.regex.source === undefined ? [] : [stage.regex.source];
  return [];
}

/** The fields that a stage adds. */
function addedBy(stage: LogStage): readonly string[] {
  if ("match" in stage) return stage.match.stages.flatMap(addedBy);
  if ("json" in stage) return Object.keys(stage.json);
  if ("logfmt" in stage) return Object.keys(stage.logfmt);
  if ("template" in stage) return [stage.template.source];
  if ("regex" in stage) return Array.from(stage.regex.expression.matchAll(/\(\?P<(\w+)>/g), ([, name = ""]) => name);
  return [];
}

const logName: Check = {
  name: "log-name",
  description: "Alloy accepts identifiers only as labels of components, so other characters of a name become `_`.",
  *find({ logs }) {
    const files = new Map<string, string>();
    for (const { name, file } of logs) {
      const other = files.get(componentLabel(name));
      files.set(componentLabel(name), file);
      if (other !== undefined)
        yield {
          ...{ file, path: [], message: `Alloy's components are called ${componentLabel(name)}, as those of ${other}` },
          hint: "rename one of the files",
        };
    }
  },
};

const logSelector: Check = {
  name: "log-selector",
  description:
    "Promtail and Alloy parse a match stage's selector with a small grammar of their own: they do not start if they cannot parse it.",
  *find({ logs }) {
    for (const { file, definition } of logs)
      for (const { selector, path } of selectorsIn(definition.stages)) {
        const problem = selectorProblem(selector);
        if (problem === undefined) continue;
        const hint = 'write it as {label="value"} |~ "text"; `quoted` of lib/logs quotes and escapes a text';
        yield { file, path, message: `selector ${selector}: ${problem}`, hint };
      }
  },
};

/** Every selector with its path, those of nested stages too. */
function* selectorsIn(
  stages: readonly LogStage[],
  above: readonly string[] = [],
): Generator<{ selector: string; path: readonly string[] }> {
  for (const [i, stage] of stages.entries()) {
    if (!("match" in stage)) continue;
    const path = [...above, `stage ${i + 1}`];
    yield { selector: stage.match.selector, path };
    yield* selectorsIn(stage.match.stages, path);
  }
}

/** Checks of log pipelines. */
export const logChecks: readonly Check[] = [logField, logName, logSelector];

import { regexProblem } from "../alerting/matchers.ts";
import { componentLabel } from "../emit/collectors.ts";
import type { LogPipelineDefinition, LogSource, LogStage } from "../model/logs.ts";
import type { LogExample } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";
import { syntaxProblem } from "../templates/alert-templates.ts";
import { parseSelector, runLogPipeline, selects } from "../testing/log-pipeline.ts";
import type { Check } from "./check.ts";
import { logQueriesIn } from "./logql.ts";

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
  if ("replace" in stage) return stage.replace.source === undefined ? [] : [stage.replace.source];
  return [];
}

/** The fields that a stage adds. */
function addedBy(stage: LogStage): readonly string[] {
  if ("match" in stage) return stage.match.stages.flatMap(addedBy);
  if ("json" in stage) return Object.keys(stage.json);
  if ("logfmt" in stage) return Object.keys(stage.logfmt);
  if ("template" in stage) return [stage.template.source];
  if ("regex" in stage) return groupsOf(stage.regex.expression);
  if ("replace" in stage) return groupsOf(stage.replace.expression);
  return [];
}

const groupsOf = (expression: string): string[] =>
  Array.from(expression.matchAll(/\(\?P<(\w+)>/g), ([, name = ""]) => name);

const logAlertExamples: Check = {
  name: "log-alert-examples",
  description:
    "A selector or filter that does not take the lines which an alert is about never fires; what is ignored must not count.",
  *find({ logs, logAlerts }) {
    for (const { file, definition } of logAlerts)
      for (const { alert, expr, examples } of definition.rules)
        for (const kind of ["counted", "ignored"] as const)
          for (const [i, example] of examples[kind].entries()) {
            const where = { file, path: [alert, "examples", kind, String(i)] };
            const pipeline = logs.find(({ name }) => name === example.pipeline);
            const hint = didYouMean(
              example.pipeline,
              logs.map(({ name }) => name),
            );
            if (!pipeline) yield { ...where, message: `no log pipeline "${example.pipeline}"`, ...(hint && { hint }) };
            else {
              const found = lineProblem(pipeline.definition, expr, example, kind === "counted");
              if (found) yield { ...where, ...found };
            }
          }
  },
};

function lineProblem(pipeline: LogPipelineDefinition, expr: string, { line, labels }: LogExample, isCounted: boolean) {
  const entries = entriesOf(pipeline, line, labels);
  if ("problem" in entries) return { message: `the pipeline cannot be run: ${entries.problem}`, hint: "fix its stage" };
  const [first, ...others] = entries;
  if (!first || others.length > 0)
    return { message: "the pipeline makes several entries of it", hint: "give one entry" };
  const what = `{${Object.entries(first.labels).map(([name, value]) => `${name}="${value}"`)}} ${first.text}`;
  if (first.dropped !== undefined && isCounted)
    return { message: `the pipeline drops it (${first.dropped})`, hint: "change the pipeline or the line" };
  for (const query of logQueriesIn(expr)) {
    const { problem } = { problem: undefined, ...parseSelector(query) };
    if (problem !== undefined)
      return { message: `${query}: ${problem}`, hint: "write a selector with line filters in double quotes" };
    const takes = first.dropped === undefined && selects(query, first);
    if (takes !== isCounted)
      return { message: `${query} ${takes ? "takes" : "does not take"} ${what}`, hint: "fix the query or the line" };
  }
  return undefined;
}

/** What the pipeline makes of an example; other checks say more of a stage that cannot run. */
function entriesOf(pipeline: LogPipelineDefinition, line: string, labels: LogExample["labels"]) {
  try {
    return runLogPipeline(pipeline, line.split("\n"), labels);
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

const logRegex: Check = {
  name: "log-regex",
  description: "Promtail and Alloy do not start with a regular expression that is not RE2.",
  *find({ logs }) {
    for (const { file, definition } of logs)
      for (const { regex, path } of regexesIn(definition)) {
        const problem = regexProblem(regex);
        if (problem !== undefined)
          yield { file, path, message: `${regex}: ${problem}`, hint: "RE2 has no lookaround and no backreferences" };
      }
  },
};

function* regexesIn({ source, stages }: LogPipelineDefinition): Generator<{ regex: string; path: string[] }> {
  const relabel = "docker" in source ? source.docker.relabel : "journal" in source ? source.journal.relabel : [];
  for (const { regex, to } of relabel) if (regex !== undefined) yield { regex, path: ["source", "relabel", to] };
  yield* regexesInStages(stages, []);
}

function* regexesInStages(
  stages: readonly LogStage[],
  within: readonly string[],
): Generator<{ regex: string; path: string[] }> {
  for (const [i, stage] of stages.entries()) {
    const path = [...within, `stage ${i + 1}`];
    if ("regex" in stage) yield { regex: stage.regex.expression, path };
    if ("multiline" in stage) yield { regex: stage.multiline.firstLine, path };
    if ("drop" in stage) yield { regex: stage.drop.expression, path };
    if ("replace" in stage) yield { regex: stage.replace.expression, path };
    if ("match" in stage) yield* regexesInStages(stage.match.stages, path);
  }
}

const logTemplate: Check = {
  name: "log-template",
  description: "Promtail and Alloy do not start with a template that they cannot parse.",
  *find({ logs }) {
    for (const { file, definition } of logs)
      for (const { template, path } of templatesIn(definition.stages, [])) {
        const problem = syntaxProblem(template);
        if (!problem) continue;
        const { message, from, to } = problem;
        yield { file, path, message, expression: { text: template, from, to } };
      }
  },
};

function* templatesIn(
  stages: readonly LogStage[],
  within: readonly string[],
): Generator<{ template: string; path: string[] }> {
  for (const [i, stage] of stages.entries()) {
    const path = [...within, `stage ${i + 1}`];
    if ("template" in stage) yield { template: stage.template.template, path };
    if ("replace" in stage) yield { template: stage.replace.replace, path };
    if ("match" in stage) yield* templatesIn(stage.match.stages, path);
  }
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
        const parsed = parseSelector(selector);
        if (!("problem" in parsed)) continue;
        const hint = 'write it as {label="value"} |~ "text"; `quoted` quotes and escapes a text';
        yield { file, path, message: `selector ${selector}: ${parsed.problem}`, hint };
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
export const logChecks: readonly Check[] = [logField, logRegex, logTemplate, logName, logSelector, logAlertExamples];

import type { LogStage, LogStages, Relabel, StageName } from "../model/logs.ts";

// Alloy and Promtail have the same stages with the same settings, in two notations: an Alloy block `stage.<name>` with
// attributes, and a YAML key.

/** A stage without notation. */
interface StageSettings {
  readonly name: string;
  readonly settings: Readonly<Record<string, Setting>>;
  /** Stages inside of it. */
  readonly stages?: readonly LogStage[];
}

type Setting = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

/** A stage that is missing here does not compile. */
type StageWriters = { readonly [name in StageName]: (settings: LogStages[name]) => StageSettings };

const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]));

const writers: StageWriters = {
  match: ({ selector, stages }) => ({ name: "match", settings: { selector }, stages }),
  multiline: ({ firstLine, maxWait, maxLines }) => ({
    name: "multiline",
    settings: { firstline: firstLine, max_wait_time: maxWait, max_lines: maxLines },
  }),
  json: (expressions) => ({ name: "json", settings: { expressions } }),
  logfmt: (mapping) => ({ name: "logfmt", settings: { mapping } }),
  regex: ({ expression, source }) => ({ name: "regex", settings: { ...(source && { source }), expression } }),
  template: ({ source, template }) => ({ name: "template", settings: { source, template } }),
  // A line whose time cannot be parsed keeps the time at which it was read.
  timestamp: ({ source, format, fallback = [] }) => ({
    name: "timestamp",
    settings: { source, format, fallback_formats: fallback, action_on_failure: "skip" },
  }),
  labels: (names) => ({ name: "labels", settings: { values: named(names) } }),
  structuredMetadata: (names) => ({ name: "structured_metadata", settings: { values: named(names) } }),
  dropLabels: (names) => ({ name: "label_drop", settings: { values: names } }),
  drop: ({ expression, source, reason }) => ({
    name: "drop",
    settings: { ...(source && { source }), expression, drop_counter_reason: reason },
  }),
  limit: ({ rate, burst }) => ({ name: "limit", settings: { rate, burst, drop: false } }),
};

/** A stage's settings as both collectors name them. */
export function stageSettings(stage: LogStage): StageSettings {
  const [name, settings] = Object.entries(stage)[0] as [StageName, unknown];
  return (writers[name] as (settings: unknown) => StageSettings)(settings);
}

/** A relabeling rule as both collectors have it. */
export const relabelRule = ({ from, to, regex }: Relabel) => ({
  source_labels: [from],
  ...(regex && { regex }),
  target_label: to,
});

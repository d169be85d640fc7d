import type { Duration } from "./duration.ts";

/** One log pipeline, emitted for Promtail and for Grafana Alloy alike. The file's name is its job. */
export interface LogPipelineDefinition {
  /** What it collects and why, for people. */
  readonly help: string;
  readonly source: LogSource;
  /** What is done to each line, in order. */
  readonly stages: readonly LogStage[];
}

/**
 * What streams are told apart by: each has few values, for every combination is a stream of its own.
 * Whatever has many values is structured metadata.
 */
export type StreamLabel = "source" | "service" | "container" | "level" | "unit" | "host";

export type StaticLabels = Readonly<Partial<Record<StreamLabel, string>>>;

/** Where lines come from: exactly one of the kinds. */
export type LogSource =
  | { readonly docker: DockerSource; readonly labels: StaticLabels }
  | { readonly files: FilesSource; readonly labels: StaticLabels }
  | { readonly journal: JournalSource; readonly labels: StaticLabels };

/** Containers of a Docker daemon, found by its API. */
export interface DockerSource {
  /** Address of the daemon, such as `unix:///var/run/docker.sock`. */
  readonly host: string;
  readonly refresh: Duration;
  readonly relabel: readonly Relabel[];
}

/** Files, by glob; a new one is read from its beginning. */
export interface FilesSource {
  readonly paths: readonly [string, ...string[]];
  /** Globs of files to leave out. */
  readonly except?: readonly string[];
}

/** The systemd journal. */
export interface JournalSource {
  /** Folder of the journal, as the collector sees it. Defaults to the persistent one and the volatile one, where they are. */
  readonly path?: string;
  /** Entries older than this are left out on the first start. */
  readonly maxAge: Duration;
  readonly relabel: readonly Relabel[];
}

/** A stream label taken from what the source knows, such as `__meta_docker_container_name`. */
export interface Relabel {
  readonly from: string;
  readonly to: StreamLabel;
  /** RE2, matched against the whole value; its first group becomes the label. Defaults to the whole value. */
  readonly regex?: string;
}

/** The stages and their settings. Source: https://grafana.com/docs/alloy/latest/reference/components/loki/loki.process/ */
export interface LogStages {
  /** Applies stages to the lines that a selector picks, such as `{source="journal"} |~ "error"`; see `quoted`. */
  readonly match: { readonly selector: string; readonly stages: readonly LogStage[] };
  /** Joins lines until the next one that begins an entry (RE2), such as those of a stack trace. */
  readonly multiline: { readonly firstLine: string; readonly maxWait: Duration; readonly maxLines: number };
  /** Name of an extracted value to the JMESPath that finds it. */
  readonly json: Readonly<Record<string, string>>;
  /** Name of an extracted value to its key in the line. */
  readonly logfmt: Readonly<Record<string, string>>;
  /** RE2 with named groups, over the line or over an extracted value. */
  readonly regex: { readonly expression: string; readonly source?: string };
  /** Sets an extracted value from a Go template; an empty result removes it. */
  readonly template: { readonly source: string; readonly template: string };
  /** Extracted value that holds the entry's time, and its formats in Go's notation or by name. */
  readonly timestamp: { readonly source: string; readonly format: string; readonly fallback?: readonly string[] };
  /** Extracted values that become labels. */
  readonly labels: readonly StreamLabel[];
  /** Extracted values that are kept beside the line, found without an index. */
  readonly structuredMetadata: readonly string[];
  /** Labels that are taken off again. */
  readonly dropLabels: readonly string[];
  /** Leaves out lines whose text, or extracted value, matches the RE2; counted under the reason. */
  readonly drop: { readonly expression: string; readonly source?: string; readonly reason: string };
  /** Lines per second over the whole pipeline; what exceeds it waits. */
  readonly limit: { readonly rate: number; readonly burst: number };
}

export type StageName = keyof LogStages;

/** Exactly one stage: `{ json: { level: "level" } }`. */
export type LogStage = { readonly [name in StageName]: { readonly [key in name]: LogStages[name] } }[StageName];

/** How one tool writes each stage; a stage that is forgotten does not compile. */
export type StageWriter<T> = { readonly [name in StageName]: (settings: LogStages[name]) => T };

/** Writes a stage with the tool's writer for it. */
export function writeStage<T>(stage: LogStage, writer: StageWriter<T>): T {
  const [name, settings] = Object.entries(stage)[0] as [StageName, unknown];
  return (writer[name] as (settings: unknown) => T)(settings);
}

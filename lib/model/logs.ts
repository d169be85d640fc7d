import type { Duration } from "./duration.ts";
import type { StreamLabel } from "./register.ts";

/** One log pipeline, emitted for Grafana Alloy and for Promtail. The file's name is its job. */
export interface LogPipelineDefinition {
  /** What it collects and why, for people. */
  readonly help: string;
  readonly source: LogSource;
  /** Applied to each line, in this order. */
  readonly stages: readonly LogStage[];
}

export type StaticLabels = Readonly<Partial<Record<StreamLabel, string>>>;

/** Where lines come from: exactly one of the three. */
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
  /** Globs of files that are not read. */
  readonly except?: readonly string[];
}

/** The systemd journal. */
export interface JournalSource {
  /** Folder of the journal as the collector sees it. Defaults to the persistent and the volatile journal, where they exist. */
  readonly path?: string;
  /** On the first start, older entries are not read. */
  readonly maxAge: Duration;
  readonly relabel: readonly Relabel[];
}

/** Sets a stream label from metadata of the source, such as `__meta_docker_container_name`. */
export interface Relabel {
  readonly from: string;
  readonly to: StreamLabel;
  /** RE2, matched against the whole value; its first group becomes the label. Defaults to the whole value. */
  readonly regex?: string;
}

/** The stages and their settings. Source: https://grafana.com/docs/alloy/latest/reference/components/loki/loki.process/ */
export interface LogStages {
  /** Applies stages to the lines that a selector matches, such as `{source="journal"} |~ "error"`; see `quoted`. */
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
  /**
   * Replaces what the groups of an RE2 match, in the line or in an extracted value, by the result of a Go template, which
   * reads the matched text as `.Value`. A named group also sets an extracted value.
   */
  readonly replace: { readonly expression: string; readonly replace: string; readonly source?: string };
  /** Extracted value that holds the entry's time, and its formats in Go's notation or by name. */
  readonly timestamp: { readonly source: string; readonly format: string; readonly fallback?: readonly string[] };
  /** Extracted values that become labels. */
  readonly labels: readonly StreamLabel[];
  /** Extracted values that become structured metadata: kept with the line, without an index. */
  readonly structuredMetadata: readonly string[];
  /** Labels that are removed. */
  readonly dropLabels: readonly string[];
  /** Drops lines whose text, or extracted value, matches the RE2; the collector counts them under the reason. */
  readonly drop: { readonly expression: string; readonly source?: string; readonly reason: string };
  /** Lines per second of the whole pipeline; further lines wait. */
  readonly limit: { readonly rate: number; readonly burst: number };
}

export type StageName = keyof LogStages;

/** Exactly one stage: `{ json: { level: "level" } }`. */
export type LogStage = { readonly [name in StageName]: { readonly [key in name]: LogStages[name] } }[StageName];

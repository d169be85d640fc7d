import type { LogPipelineDefinition, LogSource, LogStage, LogStages } from "../../../../lib/model/logs.ts";
import type { LogAlert, LogExample, Model } from "../../../../lib/model/model.ts";
import { correctAlert, exampleModel } from "../examples/model.ts";

export const files: LogSource = { files: { paths: ["/var/log/app.log"] }, labels: { source: "application" } };

export const docker: LogSource = {
  docker: {
    host: "unix:///var/run/docker.sock",
    refresh: "5s",
    relabel: [{ from: "__meta_docker_container_name", to: "container" as never, regex: "/(.*)" }],
  },
  labels: { source: "container" as never },
};

export const journal: LogSource = {
  journal: { maxAge: "12h", relabel: [{ from: "__journal__systemd_unit", to: "unit" as never }] },
  labels: {},
};

export const pipeline = (name: string, source: LogSource, stages: readonly LogStage[]): Model["logs"][number] => ({
  name,
  file: `logs/${name}.ts`,
  definition: { help: "Lines.", source, stages },
});

/** Stages without the types of labels, which a project makes of its own names. */
export type Stages = readonly { readonly [name in keyof LogStages]?: unknown }[];

export const from = (source: LogSource, ...stages: Stages): Model => ({
  ...exampleModel({}),
  logs: [pipeline("applications", source, stages as LogPipelineDefinition["stages"])],
});

export const staged = (stages: Stages) => from(files, ...stages);

export interface Counted {
  readonly stages?: Stages;
  readonly expr?: string;
  readonly counted?: LogExample;
  readonly ignored?: LogExample;
}

export const example = (line: string, pipelineName = "applications"): LogExample => ({ pipeline: pipelineName, line });

export const refusals = 'sum(count_over_time({source="application"} |= "refused" [5m])) > 5';

/** An alert on lines of applications. */
export const counting = ({ stages = [], expr = refusals, counted, ignored }: Counted): Model => {
  const { examples: _, runbook: __, ...alert } = correctAlert;
  const rule = {
    ...alert,
    alert: "LoginsRefused",
    expr,
    examples: { counted: [counted ?? example("refused")], ignored: [ignored ?? example("accepted")] },
  } as LogAlert;
  return {
    ...staged(stages),
    logAlerts: [{ name: "logins", file: "log-alerts/logins.ts", definition: { interval: "1m", rules: [rule] } }],
  };
};

export const pipelines = [
  pipeline("applications", files, [{ labels: ["level" as never] }, { dropLabels: ["filename"] }]),
  pipeline("containers", docker, [
    { match: { selector: '{source="container"}', stages: [{ labels: ["stream" as never] }] } },
  ]),
  pipeline("journal", journal, []),
];

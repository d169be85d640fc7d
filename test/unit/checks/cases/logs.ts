import { exampleModel } from "../examples/model.ts";
import {
  counting,
  docker,
  example,
  files,
  from,
  journal,
  pipeline,
  pipelines,
  type Stages,
  staged,
} from "./pipelines.ts";
import { type Tables, table } from "./table.ts";

const inMatch = (...stages: Stages) => [{ match: { selector: '{source="application"}', stages } }];

export const logCases: Tables = {
  "log-field": {
    refused: {
      ...table(staged, {
        refused: {
          "structured metadata": [{ structuredMetadata: ["trace"] }],
          "the time": [{ timestamp: { source: "time", format: "RFC3339" } }],
          "a value that is dropped": [
            { drop: { source: "levl", expression: "x", reason: "x" } },
            { json: { level: "l" } },
          ],
          "a value that a regular expression reads": [{ regex: { source: "msg", expression: "(?P<user>.*)" } }],
          "a value that is replaced": [{ replace: { source: "msg", expression: "(a)", replace: "b" } }],
          "a group without a name": [{ regex: { expression: "(level)" } }, { labels: ["level"] }],
          "a typing error": [{ json: { level: "lvl" } }, { labels: ["levl"] }],
        },
      }).refused,
      "a label of another source": () => from(journal, { labels: ["container"] }),
      "the file of a container": () => from(docker, { labels: ["filename"] }),
    },
    accepted: {
      ...table(staged, {
        accepted: {
          "labels of the source and the file": [{ labels: ["source", "filename"] }],
          "fields of JSON": [{ json: { level: "lvl" } }, { labels: ["level"] }],
          "fields of logfmt": [{ logfmt: { level: "lvl" } }, { structuredMetadata: ["level"] }],
          "groups of a regular expression": [
            { regex: { expression: "(?P<level>\\w+) (?P<user_1>\\w+)" } },
            { labels: ["level", "user_1"] },
          ],
          "groups of a replacement": [
            { replace: { expression: "(?P<user>\\w+)", replace: "x" } },
            { structuredMetadata: ["user"] },
          ],
          "a value that a template sets": [{ template: { source: "level", template: "info" } }, { labels: ["level"] }],
          "what a stage within a match extracts": [...inMatch({ json: { level: "lvl" } }), { labels: ["level"] }],
          "the line itself": [
            { drop: { expression: "x", reason: "x" } },
            { regex: { expression: "x" } },
            { replace: { expression: "(x)", replace: "y" } },
          ],
          "stages that read nothing": [{ limit: { rate: 1, burst: 1 } }, { dropLabels: ["nothing"] }],
        },
      }).accepted,
      "labels from metadata of containers": () => from(docker, { labels: ["container"] }),
      "labels from metadata of the journal": () => from(journal, { labels: ["unit"] }),
    },
  },
  "log-regex": {
    refused: {
      ...table(staged, {
        refused: {
          "a regular expression": [{ json: {} }, { regex: { expression: "(?<!a)b" } }],
          "the first line of an entry": [{ multiline: { firstLine: "(?=a)", maxWait: "3s", maxLines: 10 } }],
          "a replacement": [{ replace: { expression: "(a)\\1", replace: "" } }],
          "a stage within two matches": inMatch({ json: {} }, ...inMatch({ drop: { expression: "(", reason: "x" } })),
        },
      }).refused,
      "a relabelling of the journal": () =>
        from({ journal: { maxAge: "1h", relabel: [{ from: "a", to: "unit" as never, regex: "(" }] }, labels: {} }),
      "a relabelling of containers": () =>
        from({
          docker: { host: "a", refresh: "5s", relabel: [{ from: "a", to: "container" as never, regex: "[" }] },
          labels: {},
        }),
    },
    accepted: {
      "relabellings with and without": () => ({ ...exampleModel({}), logs: pipelines }),
    },
  },
  "log-template": table(staged, {
    refused: {
      "a replacement": [{ replace: { expression: "(a)", replace: "{{ .Value" } }],
      "a stage within a match": inMatch({ json: {} }, { template: { source: "a", template: "{{ end }}" } }),
    },
    accepted: { "a replacement by a text": [{ replace: { expression: "(a)", replace: "b" } }] },
  }),
  "log-name": {
    accepted: {
      "two names of letters": () => ({
        ...exampleModel({}),
        logs: [pipeline("a", files, []), pipeline("b", files, [])],
      }),
    },
  },
  "log-selector": table(staged, {
    refused: {
      "a selector within a match": [
        { json: {} },
        ...inMatch({ json: {} }, { match: { selector: "{level=error}", stages: [] } }),
      ],
    },
    accepted: { "a filter of lines": [{ match: { selector: '{a="b"} |~ "c"', stages: [] } }] },
  }),
  "log-alert-examples": table(counting, {
    refused: {
      "a pipeline that does not exist": { counted: example("refused", "aplications") },
      "a pipeline of another name": { counted: example("refused", "x") },
      "a line that must not count": { ignored: example("refused too") },
      "a line that the pipeline drops": { stages: [{ drop: { expression: "refused", reason: "noise" } }] },
      "two entries": { counted: example("refused\nrefused") },
      "a selector that is none": { expr: 'sum(count_over_time({source="application"} |= `refused` [5m])) > 5' },
      "a template that the library cannot run": {
        stages: [{ template: { source: "a", template: "{{ htmlEscape .Entry }}" } }],
      },
      "one of two queries": {
        expr: 'sum(count_over_time({source="application"} [5m])) > 5 and sum(rate({source="container"} |= "refused" [5m])) > 1',
        ignored: example("accepted"),
      },
    },
    accepted: {
      "a dropped line that must not count": {
        stages: [{ drop: { expression: "quiet", reason: "noise" } }],
        ignored: example("refused, quiet"),
      },
      "an entry of two lines": {
        stages: [{ multiline: { firstLine: "^\\S", maxWait: "3s", maxLines: 10 } }],
        counted: example("login\n  refused"),
      },
    },
  }),
};

import { selectorProblem } from "../authoring/logs/selector.ts";
import type { LogStage } from "../model/logs.ts";
import type { Model } from "../model/model.ts";
import type { Check } from "./check.ts";
import { exampleModel } from "./example.ts";

export const logSelector: Check = {
  name: "log-selector",
  why: "Promtail and Alloy read a match stage's selector by a small grammar of their own; what it lacks, they refuse to start with.",
  *find({ logs }) {
    for (const { file, definition } of logs)
      for (const { selector, path } of selectorsIn(definition.stages)) {
        const problem = selectorProblem(selector);
        if (problem === undefined) continue;
        const hint = 'write it as {label="value"} |~ "text"; `quoted` of lib/logs quotes and escapes a text';
        yield { file, path, message: `selector ${selector}: ${problem}`, hint };
      }
  },
  bad: () => withSelector('{source="container"} |~ `^\\s*\\{`'),
  good: () => withSelector('{source="container"} |~ "^\\\\s*\\\\{"'),
};

/** Every selector, those of stages within stages too, with the way to it. */
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

const withSelector = (selector: string): Model => ({
  ...exampleModel({}),
  logs: [
    {
      name: "containers",
      file: "logs/containers.ts",
      definition: {
        help: "Output of containers.",
        source: { files: { paths: ["/var/log/app.log"] }, labels: { source: "container" } },
        stages: [{ match: { selector, stages: [{ json: { level: "level" } }] } }],
      },
    },
  ],
});

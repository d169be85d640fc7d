import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Begin with these: the last file should not run alone. vitest sorts the others by what they took last, else by size. */
const longest = [
  "examples/own-alerts",
  "alerting/incidents",
  "scale/alertmanagers",
  "simulator/scenarios",
  "platform",
  "preview/preview",
  "scale/metrics",
  "push/push",
  "preview/accessibility",
  "alerting/outage",
  "exporters/cut-off",
  "preview/saves",
  "dashboards/answers",
  "build",
];

const rank = ({ moduleId }: TestSpecification): number => {
  const place = longest.findIndex((name) => moduleId.endsWith(`/live/${name}.test.ts`));
  return place === -1 ? longest.length : place;
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    return usual.sort((a, b) => rank(a) - rank(b));
  }
}

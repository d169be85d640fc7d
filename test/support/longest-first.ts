import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Begin with these: the last file should not run alone. Those that keep the processors busy alternate with those that
 * wait. vitest sorts the others by what they took last, else by size.
 */
const longest = [
  "examples/own-alerts",
  "scale/alertmanagers",
  "scale/metrics",
  "scale/full-disks",
  "scale/clock-skew",
  "alerting/incidents",
  "scale/partition",
  "platform",
  "alerting/outage",
  "simulator/scenarios",
  "exporters/cut-off",
  "preview/preview",
  "push/push",
  "build",
  "preview/boards",
  "preview/saves",
  "dashboards/answers",
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

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import { intervalProblems, mutedBy } from "../../../lib/alerting/time-intervals.ts";
import { ask } from "../../../lib/cli/programs/programs.ts";
import { tool } from "../../../lib/cli/programs/tools.ts";
import { wire } from "../../../lib/emit/alertmanager.ts";
import type { TimeInterval } from "../../../lib/model/alerting.ts";
import { clockAt } from "../../../scripts/docs/timing.ts";
import { timeCases } from "../../../scripts/fuzz/time-cases.ts";
import { startAlertmanager } from "../../../scripts/servers/alertmanager.ts";

/** A configuration whose routes are each muted by one of the intervals. */
const configuration = (intervals: readonly TimeInterval[]): string =>
  stringify({
    receivers: [{ name: "nobody" }],
    route: {
      receiver: "nobody",
      group_wait: "0s",
      group_interval: "1s",
      group_by: ["number"],
      routes: intervals.map((_, i) => ({ matchers: [`number="${i}"`], mute_time_intervals: [`interval-${i}`] })),
    },
    time_intervals: intervals.map((each, i) => ({ name: `interval-${i}`, time_intervals: [wire(each)] })),
  });

it("are accepted and refused as by amtool", async () => {
  const amtool = await tool("amtool");
  const folder = await mkdtemp(join(tmpdir(), "time-intervals-"));
  const accepts = async (...intervals: readonly TimeInterval[]) => {
    const file = join(folder, "alertmanager.yml");
    await writeFile(file, configuration(intervals));
    return (await ask(amtool, "check-config", file)) !== undefined;
  };
  try {
    const intervals = timeCases(3, 300).map(({ interval }) => interval);
    const isRight = (interval: TimeInterval) => intervalProblems(interval).length === 0;
    expect(await accepts(...intervals.filter(isRight))).toBe(true);
    const refused = intervals.filter((interval) => !isRight(interval));
    expect(refused.length).toBeGreaterThan(20);
    for (const interval of refused) expect(await accepts(interval), JSON.stringify(interval)).toBe(false);
  } finally {
    await rm(folder, { recursive: true });
  }
});

const zones = ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Chatham", "Pacific/Honolulu"];
const hour = 3_600_000;

/** Intervals around this moment: some contain it. */
function intervalsAround(now: number): TimeInterval[] {
  const dates = timeCases(4, 60).map(({ interval: { times: _, ...dates } }) => dates);
  const around = zones.flatMap((location) =>
    [-3, -1, 0, 1].flatMap((offset): TimeInterval[] => {
      const [startTime, endTime] = [
        clockAt(now + (offset - 0.5) * hour, location),
        clockAt(now + (offset + 1) * hour, location),
      ];
      return startTime < endTime ? [{ times: [{ startTime, endTime }], location }] : [];
    }),
  );
  return [...dates, ...around].filter((interval) => intervalProblems(interval).length === 0);
}

it("mute a running Alertmanager when they mute the simulation", async () => {
  const now = Date.now();
  const intervals = intervalsAround(now);
  const server = await startAlertmanager({ config: { text: configuration(intervals) } });
  try {
    const labels = intervals.map((_, i) => ({ alertname: "Any", number: String(i) }));
    await fetch(`${server.url}/api/v2/alerts`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(labels.map((each) => ({ labels: each }))),
    });
    await expect
      .poll(async () => await mutedNumbers(server.url), { timeout: 30_000, interval: 1000 })
      .toEqual(
        labels.flatMap(({ number }, i) =>
          mutedBy({ muteTimeIntervals: ["it"] }, { it: [intervals[i] ?? {}] }, Date.now()).length > 0 ? [number] : [],
        ),
      );
  } finally {
    await server.stop();
  }
});

async function mutedNumbers(url: string): Promise<string[]> {
  const answer = await fetch(`${url}/api/v2/alerts/groups`);
  const groups = (await answer.json()) as {
    readonly alerts: readonly { labels: { number: string }; status: { mutedBy?: readonly string[] } }[];
  }[];
  return groups
    .flatMap(({ alerts }) => alerts)
    .filter(({ status }) => (status.mutedBy ?? []).length > 0)
    .map(({ labels }) => labels.number)
    .sort((a, b) => Number(a) - Number(b));
}

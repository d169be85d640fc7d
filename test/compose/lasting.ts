import { describe, expect, it } from "vitest";
import { stopSinks } from "../../scripts/compose/sinks.ts";
import { ask, askJson, untilEmpty } from "../stack/ask.ts";
import { engine, inspect, project, runningServices } from "./booted.ts";

interface Kept {
  readonly silences: readonly string[];
  /** Time of the oldest sample, in seconds. */
  readonly oldest: number;
}

/** What must outlive containers. */
async function kept(since: number): Promise<Kept> {
  const silences = await askJson<{ id: string; status: { state: string } }[]>("alertmanager", "/api/v2/silences");
  const query = new URLSearchParams({
    query: 'up{job="prometheus"}',
    start: `${since}`,
    end: `${Date.now() / 1000}`,
    step: "5",
  });
  const { data } = await askJson<{ data: { result: { values: [number, string][] }[] } }>(
    "prometheus",
    `/api/v1/query_range?${query}`,
  );
  const oldest = data.result[0]?.values[0]?.[0] ?? Number.POSITIVE_INFINITY;
  return { silences: silences.filter(({ status }) => status.state === "active").map(({ id }) => id), oldest };
}

const untilBoth = async () =>
  expect(
    await untilEmpty(async () => {
      const answers = await Promise.allSettled([ask("prometheus", "/-/ready"), ask("alertmanager", "/-/ready")]);
      return answers.filter(({ status }) => status === "rejected");
    }),
  ).toEqual([]);

describe("data", () => {
  const since = Math.floor(Date.now() / 1000) - 600;

  it("outlives a restart, and `down` and `up`", async () => {
    await ask("alertmanager", "/api/v2/silences", {
      matchers: [{ name: "alertname", value: "Nonesuch", isRegex: false, isEqual: true }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      createdBy: "test",
      comment: "test",
    });
    const before = await kept(since);
    expect(before.silences).toHaveLength(1);
    expect(before.oldest).toBeLessThan(Date.now() / 1000);

    await engine.docker("restart", "bigdata-prometheus", "bigdata-alertmanager");
    await untilBoth();
    expect(await kept(since)).toEqual(before);

    await stopSinks(engine);
    const down = await project.stack("down");
    expect([down.code, await runningServices()], down.output).toEqual([0, [""]]);
    const up = await project.stack("up");
    expect(up.code, up.output).toBe(0);
    await untilBoth();
    expect(await kept(since)).toEqual(before);
  });
});

describe("a container whose process is killed", () => {
  it("comes back, whichever it is", async () => {
    const waits = ["kafka-exporter", "kafka-lag-exporter"];
    const services = (await runningServices()).filter((service) => !waits.includes(service));
    expect(services.length).toBeGreaterThan(12);
    const started = new Map<string, string>();
    for (const service of services) {
      started.set(service, await inspect(service, "{{.State.StartedAt}}"));
      // `docker kill` would count as somebody's wish, after which Docker starts nothing again.
      process.kill(Number(await inspect(service, "{{.State.Pid}}")), "SIGKILL");
    }
    const missing = await untilEmpty(async () => {
      const states = await Promise.all(
        services.map(async (service) => {
          const [at, health] = (await inspect(service, "{{.State.StartedAt}} {{.State.Health.Status}}")).split(" ");
          return at !== started.get(service) && health === "healthy" ? [] : [`${service} ${health}`];
        }),
      );
      return states.flat();
    });
    expect(missing).toEqual([]);
  });
});

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stopSinks } from "../../scripts/compose/sinks.ts";
import { ask, askJson, untilEmpty, urlOf } from "../stack/ask.ts";
import { engine, project, runningServices, untilBack } from "./booted.ts";

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

/** What a backup must bring back: active silences, and samples of ten minutes. */
async function content(time: number) {
  const silences = await askJson<{ matchers: unknown; endsAt: string; comment: string; status: { state: string } }[]>(
    "alertmanager",
    "/api/v2/silences",
  );
  const query = new URLSearchParams({ query: 'up{job="prometheus"}[10m]', time: `${time}` });
  const { data } = await askJson<{ data: { result: { values: unknown[] }[] } }>("prometheus", `/api/v1/query?${query}`);
  const active = silences.filter(({ status }) => status.state === "active");
  return {
    silences: active.map(({ matchers, endsAt, comment }) => ({ matchers, endsAt, comment })),
    samples: data.result.flatMap(({ values }) => values),
  };
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

  it("comes back from a backup in an empty stack, which a stack with data refuses", async () => {
    const saved = join(project.folder, "to-restore");
    const data = join(project.folder, "compose/data");
    const time = Date.now() / 1000;
    const before = await content(time);
    expect(before.silences).toHaveLength(1);
    expect(before.samples.length).toBeGreaterThan(2);
    const backup = await project.stack("backup", "--out", saved, "--prometheus-data", join(data, "prometheus"));
    expect(backup.code, backup.output).toBe(urlOf("grafana") ? 0 : 4);

    expect((await project.stack("down")).code).toBe(0);
    await rm(data, { recursive: true });
    const up = await project.stack("up");
    expect(up.code, up.output).toBe(0);
    await untilBoth();
    expect(await content(time)).toEqual({ silences: [], samples: [] });

    const parts = urlOf("grafana") ? [] : ["--only", "alertmanager,prometheus"];
    const restored = await project.stack("restore", saved, ...parts);
    expect(restored.code, restored.output).toBe(0);
    expect(await content(time)).toEqual(before);

    const again = await project.stack("restore", saved, ...parts);
    expect([again.code, again.output]).toEqual([2, expect.stringContaining("alertmanager has 1 silences")]);
    expect(await content(time)).toEqual(before);
  });
});

describe("a container whose process is killed", () => {
  it("comes back, whichever it is", async () => {
    const waits = ["kafka-exporter", "kafka-lag-exporter"];
    const services = (await runningServices()).filter((service) => !waits.includes(service));
    expect(services.length).toBeGreaterThan(12);
    expect(await untilBack(services, 300_000)).toEqual([]);
  }, 600_000);
});

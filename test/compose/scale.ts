import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { readEnvFile } from "../../lib/cli/stack/env-file.ts";
import { testAlertFor } from "../../lib/cli/test-notification.ts";
import { runIn } from "../../scripts/compose/run-in.ts";
import { arrivals, startSinks, stopSinks } from "../../scripts/compose/sinks.ts";
import { model, untilEmpty } from "../stack/ask.ts";
import { addresses, engine, inspect, mailed, project, runningServices } from "./booted.ts";

const minutes = 60_000;
const members = ["alertmanager", "alertmanager-2", "alertmanager-3"];
const replicas = ["prometheus", "prometheus-2"];

/** Asks a server from within its container: only one of each is published. */
const request = (service: string, address: string, ...options: string[]) =>
  engine.docker("exec", `bigdata-${service}`, "wget", "-qO-", ...options, `http://127.0.0.1:${address}`);

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** Asks the store, as the datasource does. */
async function inStore(query: string): Promise<readonly Series[]> {
  const answer = await fetch(`http://127.0.0.1:8428/api/v1/query?${new URLSearchParams({ query })}`);
  return ((await answer.json()) as { data: { result: Series[] } }).data.result;
}

/** Posts an alert to every Alertmanager that runs, as each Prometheus does. @returns what its mails contain */
async function fire(name: string): Promise<string> {
  const alerting = model.alerting?.definition;
  const test = alerting && testAlertFor(alerting, mailed, model.links, new Date());
  if (!test) throw new Error(`nothing is routed to ${mailed}`);
  // A group of its own: two alerts of the same second would share a name, and a mail that does not say which.
  const alert = { ...test.alert, labels: { ...test.alert.labels, alertname: name, instance: name } };
  const running = await runningServices();
  for (const member of members.filter((one) => running.includes(one)))
    await request(
      member,
      "9093/api/v2/alerts",
      "--header=Content-Type: application/json",
      `--post-data=${JSON.stringify([alert])}`,
    );
  return name;
}

/** Where messages with a text arrived: addresses of mails, paths of requests. */
const arrivedAt = async (text: string) =>
  (await arrivals(engine)).filter((one) => one.text.includes(text)).map(({ to }) => to);

/** @returns what did not arrive, with what every Alertmanager logged last */
async function untilMailed(text: string): Promise<readonly string[]> {
  const missing = await untilEmpty(async () => {
    const at = await arrivedAt(text);
    return addresses.filter((address) => !at.includes(address)).map((address) => `no mail to ${address}`);
  });
  if (missing.length === 0) return [];
  const running = await runningServices();
  const logs = members
    .filter((one) => running.includes(one))
    .map(async (one) => {
      const log = `docker logs --tail=30 bigdata-${one} 2>&1`;
      return `${one}: ${await runIn(engine.env, "sh", "-c", log)}`;
    });
  return [...missing, ...(await Promise.all(logs))];
}

describe("`up --scale`", () => {
  beforeAll(async () => {
    await stopSinks(engine);
    await project.stack("down");
    await copyFile(join(project.folder, "scale.example.ts"), join(project.folder, "scale.ts"));
    const up = await project.stack("up", "--scale", "--wait", "480");
    if (up.code !== 0) throw new Error(`\`stack up --scale\` ended with ${up.code}:\n${up.output}`);
    await startSinks(engine, inject("project"), "bigdata-monitoring");
  }, 15 * minutes);
  afterAll(async () => {
    await stopSinks(engine);
    await project.stack("down", "--scale");
    await rm(join(project.folder, "scale.ts"));
  }, 2 * minutes);

  it("runs as many of each server as scale.ts says", async () => {
    const several = [...members, ...replicas, "grafana", "grafana-2", "loki", "loki-backend"];
    const shared = ["victoria-metrics", "grafana-database", "object-store", "web-proxy"];
    expect(await runningServices()).toEqual(expect.arrayContaining([...several, ...shared]));
  });

  it(
    "has both replicas of Prometheus scrape everything, and write it to the store once",
    async () => {
      const wrong = await untilEmpty(async () => {
        const up = await inStore("up");
        const of = (job: string) => up.filter(({ metric, value }) => metric.job === job && value[1] === "1").length;
        const keys = up.map(({ metric }) => JSON.stringify({ ...metric, replica: undefined }));
        return [
          ...(of("prometheus") === replicas.length ? [] : ["a replica is not up"]),
          ...(of("alertmanager") === members.length ? [] : ["an Alertmanager is not up"]),
          ...keys.filter((key, i) => keys.indexOf(key) !== i).map((key) => `${key} is there twice`),
          ...up.filter(({ metric }) => "replica" in metric).map(({ metric }) => `${metric.job} has the label replica`),
        ];
      }, 4 * minutes);
      expect(wrong).toEqual([]);
      for (const replica of replicas) {
        const text = await request(replica, "9090/metrics");
        const sent = /^prometheus_remote_storage_samples_total\{.*\} (\S+)$/m.exec(text)?.[1];
        expect(Number(sent), replica).toBeGreaterThan(0);
      }
    },
    5 * minutes,
  );

  it(
    "stores the samples of one replica, not of both",
    async () => {
      const job = "fraud-detection-exporter";
      expect(model.stack[job]?.scrape).toMatchObject({ interval: "5s" });
      const wrong = await untilEmpty(async () => {
        const [series] = await inStore(`count_over_time(up{job="${job}"}[1m])`);
        const samples = Number(series?.value[1] ?? 0);
        // 12 in a minute, 24 of both.
        return samples >= 11 && samples <= 13 ? [] : [`${samples} samples in a minute`];
      }, 4 * minutes);
      expect(wrong).toEqual([]);
    },
    5 * minutes,
  );

  it("has all Alertmanagers in one cluster", async () => {
    const wrong = await untilEmpty(async () => {
      const states = members.map(async (member) => {
        const { cluster } = JSON.parse(await request(member, "9093/api/v2/status")) as {
          cluster: { status: string; peers: unknown[] };
        };
        return cluster.status === "ready" && cluster.peers.length === 3
          ? []
          : [`${member}: ${JSON.stringify(cluster)}`];
      });
      return (await Promise.all(states)).flat();
    });
    expect(wrong).toEqual([]);
  });

  it("notifies of an alert once, though three Alertmanagers know it", async () => {
    const text = await fire("notified-once");
    expect(await untilMailed(text)).toEqual([]);
    // Each further member waits ten seconds more for the others.
    await sleep(30_000);
    const at = await arrivedAt(text);
    console.log(`an alert that three Alertmanagers know arrived at ${at.join(", ")}`);
    expect(at.filter((to) => addresses.includes(to))).toEqual(addresses);
    // The alert may be for further receivers too.
    const mails = at.filter((to) => to.includes("@"));
    expect(mails).toEqual([...new Set(mails)]);
  });

  it("shows both replicas' alerts in every Alertmanager, as one", async () => {
    const wrong = await untilEmpty(async () => {
      const found = members.map(async (member) => {
        const alerts = JSON.parse(await request(member, "9093/api/v2/alerts")) as { labels: Record<string, string> }[];
        const watchdogs = alerts.filter(({ labels }) => labels.alertname === "Watchdog");
        return watchdogs.length === 1 && !("replica" in (watchdogs[0]?.labels ?? {})) ? [] : [member];
      });
      return (await Promise.all(found)).flat();
    });
    expect(wrong).toEqual([]);
  });

  it("keeps Grafana's state in PostgreSQL, with the password of .env", async () => {
    const password = (await readEnvFile(project.folder)).get("GRAFANA_DATABASE_PASSWORD");
    expect(await inspect("grafana", "{{range .Config.Env}}{{println .}}{{end}}")).toContain(
      "GF_DATABASE_TYPE=postgres",
    );
    const connect = (secret: string) =>
      engine.docker(
        "exec",
        "bigdata-grafana-database",
        "psql",
        "-tAc",
        "select 1",
        `postgresql://grafana:${secret}@grafana-database/grafana`,
      );
    expect((await connect(`${password}`)).trim()).toBe("1");
    await expect(connect("wrong")).rejects.toThrow(/password authentication failed/);
  });

  it(
    "notifies while an Alertmanager is killed in the middle of an incident",
    async () => {
      const text = await fire("killed-in-between");
      // By hand, so that Docker does not start it again.
      await engine.docker("kill", "bigdata-alertmanager");
      expect(await untilMailed(text)).toEqual([]);
      const later = await fire("fired-after");
      expect(await untilMailed(later)).toEqual([]);
      // People reach another one.
      const unreached = await untilEmpty(async () => {
        const answer = await fetch("http://127.0.0.1:9093/api/v2/status").catch(() => undefined);
        return answer?.ok ? [] : ["the proxy finds no Alertmanager"];
      });
      expect(unreached).toEqual([]);
      await engine.docker("start", "bigdata-alertmanager");
    },
    5 * minutes,
  );

  it(
    "has no gap in the store, and a Grafana that answers, while one of each is killed",
    async () => {
      await engine.docker("kill", "bigdata-prometheus-2", "bigdata-grafana");
      const unanswered = await untilEmpty(async () => {
        const answer = await fetch("http://127.0.0.1:3000/api/health").catch(() => undefined);
        return answer?.ok ? [] : ["the proxy finds no Grafana"];
      });
      expect(unanswered).toEqual([]);
      await sleep(30_000);
      const [series] = await inStore('count_over_time(up{job="fraud-detection-exporter"}[30s])');
      expect(Number(series?.value[1])).toBeGreaterThanOrEqual(5);
      await engine.docker("start", "bigdata-prometheus-2", "bigdata-grafana");
    },
    5 * minutes,
  );
});

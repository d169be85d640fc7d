import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { environmentWith } from "../../lib/cli/env.ts";
import { loadModel } from "../../lib/cli/load.ts";
import type { Model } from "../../lib/model/model.ts";
import { type LocalStack, startLocalStack } from "../../scripts/local/stack.ts";
import { interpolate, openingValues, panelQueries } from "../support/panel-queries.ts";
import { withInterval } from "../support/with-interval.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const timeout = 120_000;

/** Panels that nothing on one machine can fill, and why. */
const emptyHere: Readonly<Record<string, string>> = {
  "infrastructure › Swap usage › A": "a machine without swap has no share of it in use",
  "databases › Replica lag › A": "the database has no replica",
  "databases › InnoDB rows by operation › A": "MySQL exposes it, MariaDB does not",
  "platform-overview › Time until certificates expire › A": "nothing here is served over TLS",
  "platform-overview › Active series vs. baseline › B": "a Prometheus that just started knows no last week",
  "platform-overview › Active series vs. baseline › C": "a Prometheus that just started knows no last week",
  "databases › InnoDB row lock wait, average › A": "nobody waits for a lock",
};

let model: Model;
let stack: LocalStack;
let work: NodeJS.Timeout;

beforeAll(async () => {
  model = withInterval(await loadModel(root), "5s");
  stack = await startLocalStack(model);
  await stack.backends.mysql.query(
    `CREATE DATABASE busy; CREATE TABLE busy.orders (id int PRIMARY KEY) ENGINE=InnoDB AS
       WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 1000) SELECT id FROM n`,
  );
  work = setInterval(() => void keepBusy(stack.backends), 4000);
});
afterAll(async () => {
  clearInterval(work);
  await stack?.stop();
});

describe("a real Prometheus with the emitted configuration", () => {
  it("scrapes every service of the stack", async () => {
    const scraped = Object.keys(model.stack).filter((name) => model.stack[name]?.scrape);
    const failing = await untilEmpty(async () => {
      const { activeTargets } = await ask<{ activeTargets: Target[] }>("targets?state=active");
      const jobs = activeTargets.map(({ labels }) => labels.job);
      const down = activeTargets.filter(({ health }) => health !== "up");
      return [
        ...scraped.filter((name) => !jobs.includes(name)),
        ...down.map(({ labels, lastError }) => `${labels.job}: ${lastError}`),
      ];
    });
    expect(failing).toEqual([]);
  });

  it("evaluates every rule without an error", async () => {
    const unwell = await untilEmpty(async () => {
      const { groups } = await ask<{ groups: RuleGroup[] }>("rules");
      expect(groups.map(({ name }) => name).sort()).toEqual(model.rules.map(({ name }) => name).sort());
      const rules = groups.flatMap((group) => group.rules).filter(({ health }) => health !== "ok");
      return rules.map(({ name, health, lastError = "" }) => `${name} is ${health}: ${lastError}`);
    });
    expect(unwell).toEqual([]);
  });

  it("answers every panel's query of the exporters that run here with data", async () => {
    const asked = queries().filter(({ expr }) => !isMadeUp(expr));
    expect(asked.length).toBeGreaterThan(60);
    const empty = await untilEmpty(async () => (await unanswered(asked)).filter((name) => !(name in emptyHere)));
    expect(empty).toEqual([]);
  });
});

describe("the suite that tests a running stack", () => {
  it("verifies a booted Prometheus and Alertmanager, and reports what is missing", async () => {
    const { code, output } = await testStack({
      PROMETHEUS_URL: stack.prometheus.url,
      ALERTMANAGER_URL: stack.alertmanager.url,
    });
    expect(output).toContain("grafana: not there, not tested");
    expect(output).toContain("loki: not there, not tested");
    expect(output).toContain("6 passed, 0 failed");
    expect(code).toBe(0);
  });

  it("fails where a server does not hold what was built", async () => {
    const { code, output } = await testStack({ ALERTMANAGER_URL: stack.prometheus.url, STACK_TIMEOUT: "1" });
    expect(output).toContain("alertmanager /api/v2/receivers: 404");
    expect(output).toContain("no webhook was tried");
    expect(code).not.toBe(0);
  });
});

/** Runs the suite as a user would, on what the environment names. */
function testStack(variables: Readonly<Record<string, string>>): Promise<{ code: number; output: string }> {
  const none = { GRAFANA_SERVER: "", LOKI_URL: "", PROMETHEUS_URL: "", ALERTMANAGER_URL: "" };
  const child = spawn("npx", ["vitest", "run", "--project", "stack"], {
    cwd: root,
    env: environmentWith({ ...none, ...variables }),
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  return new Promise((done) => child.on("close", (code) => done({ code: code ?? -1, output })));
}

/** A little work: where there is hardly any, the rules have no hits and misses. */
async function keepBusy({ postgres, mysql, redis }: LocalStack["backends"]): Promise<void> {
  await Promise.allSettled([
    postgres.query("SELECT count(*) FROM pg_class, pg_attribute"),
    mysql.query("SELECT count(*) FROM busy.orders a JOIN busy.orders b ON a.id = b.id + 1;".repeat(5)),
    redis.command("EVAL", "for i = 1, 200 do redis.call('GET', i % 2 == 0 and 'greeting' or 'nothing') end", "0"),
  ]);
}

interface Target {
  readonly labels: { readonly job: string };
  readonly health: string;
  readonly lastError: string;
}

interface RuleGroup {
  readonly name: string;
  readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError?: string }[];
}

interface Query {
  readonly name: string;
  readonly expr: string;
}

/** Every PromQL query of every board, as it is when the board is opened. */
function queries(): Query[] {
  const grafana = { __rate_interval: "1m", __interval: "30s", __range: "1h" };
  return model.dashboards.flatMap(({ name, json }) =>
    panelQueries(json)
      .filter(({ datasource }) => datasource === "prometheus")
      .map(({ panel, refId, expr }) => ({
        name: `${name} › ${panel} › ${refId}`,
        expr: interpolate(expr, { ...openingValues(json), ...grafana }),
      })),
  );
}

/** Whether a query asks a stand-in, directly or through what the rules record of it. */
function isMadeUp(expr: string): boolean {
  const asksStandIn = (text: string) => stack.standIns.some((job) => text.includes(`"${job}"`));
  const recorded = model.rules.flatMap(({ definition }) => definition.rules).filter((rule) => "record" in rule);
  return asksStandIn(expr) || recorded.some((rule) => expr.includes(rule.record) && isMadeUp(rule.expr));
}

/** Names of the queries that Prometheus answers with nothing. It throws on one that Prometheus refuses. */
async function unanswered(asked: readonly Query[]): Promise<string[]> {
  const results = asked.map(async ({ name, expr }) => {
    const { result } = await ask<{ result: unknown[] }>(`query?query=${encodeURIComponent(expr)}`);
    return result.length === 0 ? [name] : [];
  });
  return (await Promise.all(results)).flat();
}

async function ask<T>(path: string): Promise<T> {
  const response = await fetch(`${stack.prometheus.url}/api/v1/${path}`);
  const body = (await response.json()) as { data: T; error?: string };
  if (!response.ok) throw new Error(`${path}: ${body.error}`);
  return body.data;
}

/** Tries again until nothing is left of a list, or the time is over. @returns what is left */
async function untilEmpty<T>(list: () => Promise<readonly T[]>): Promise<readonly T[]> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const left = await list();
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(2000);
  }
}

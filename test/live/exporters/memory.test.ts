import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import * as declare from "../../../exporters/data-quality/dataset.ts";
import { startPostgres } from "../../../scripts/servers/postgres.ts";
import { fakeMlflow } from "./fake-mlflow.ts";
import { fakeData } from "./fake-mlflow-data.ts";
import { insertSql } from "./fraud-events.ts";

/** More scrapes show smaller leaks: the nightly run has five times as many. */
const scrapes = 2_000 * Number(process.env.SOAK_FACTOR ?? 1);
const between = 50;

const folder = mkdtempSync(join(tmpdir(), "memory-"));
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** An exporter in a process of its own. */
async function startChild(name: string, environment: Readonly<Record<string, string>>) {
  const child = fork(new URL("memory-child.ts", import.meta.url), [name], {
    execArgv: ["--expose-gc", "--import", "tsx", "--conditions=source"],
    env: { PATH: process.env.PATH, LISTEN_ADDRESS: "127.0.0.1", PORT: "0", ...environment },
    stdio: ["ignore", "inherit", "ignore", "ipc"],
  });
  stops.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  const ended = once(child, "exit").then(([code]) => expect.fail(`the exporter ended with ${code}`));
  ended.catch(() => {});
  const answer = async () => (await Promise.race([once(child, "message"), ended]))[0];
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { port } = await answer();
  return {
    scrape: () => scrape(`http://127.0.0.1:${port}/metrics`, agent),
    /** Bytes of the heap after a collection. */
    heap: async (): Promise<number> => {
      child.send("heap");
      return (await answer()).heap;
    },
  };
}

const scrape = (url: string, agent: Agent): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => (text += chunk));
      response.on("end", () => resolve(text)).on("error", reject);
    }).on("error", reject);
  });

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Each a backend whose content changes, as `change` does it between scrapes. */
const backends = {
  async mlflow() {
    const server = await fakeMlflow(fakeData());
    stops.push(() => server.close());
    const change = async (round: number) => {
      server.data.registered_models = [{ name: `model-${round}`, last_updated_timestamp: 1, aliases: [] }];
      server.requests.length = 0;
    };
    return { environment: { MLFLOW_TRACKING_URI: server.url, RECOUNT_INTERVAL: "1s" }, change };
  },
  async "fraud-detection"() {
    const database = await startPostgres();
    stops.push(() => database.stop());
    const schema = readFileSync(new URL("../../../exporters/fraud-detection/schema.sql", import.meta.url), "utf8");
    await database.query(schema);
    const change = async (round: number) => {
      const labels = [{ isFraud: round % 2 === 0, after: 1 }];
      await database.query(insertSql([{ decision: "block", score: 0.9, usd: 1, age: 1, labels }], 0));
    };
    return { environment: { FRAUD_SOURCE_URL: database.connection, FRAUD_SETTLE: "0s" }, change };
  },
  async "data-quality"() {
    const database = await startPostgres();
    stops.push(() => database.stop());
    await database.query("CREATE TABLE orders (id int, amount float8, at timestamptz DEFAULT now())");
    const checks = [
      declare.freshness("at", "1h"),
      declare.rows({ min: 1 }),
      declare.duplicates(["id"]),
      declare.drift("amount", { of: "numbers", time: "at", current: "1d", reference: "7d", maxPsi: 0.25 }),
      // A column that does not exist: a check that fails must not leak either.
      declare.nulls("nonesuch"),
    ];
    const dataset = declare.defineDataset({ name: "orders", database: "shop", table: "orders", every: "50ms", checks });
    const file = join(folder, "datasets.json");
    writeFileSync(file, JSON.stringify([dataset]));
    const change = async (round: number) =>
      void (await database.query(`INSERT INTO orders VALUES (${round}, ${round % 10})`));
    const environment = { DATA_QUALITY_DATABASES: `shop=${database.connection}`, DATA_QUALITY_DATASETS: file };
    return { environment, change };
  },
};

test.each(Object.entries(backends))(
  "the heap of %s does not grow from scrape to scrape",
  async (name, start) => {
    const { environment, change } = await start();
    const exporter = await startChild(name, environment);
    const heaps: number[] = [];
    for (let round = 0; round < scrapes / between; round++) {
      await change(round);
      for (let i = 0; i < between; i++) await exporter.scrape();
      heaps.push(await exporter.heap());
    }
    const text = await exporter.scrape();
    expect(text).toMatch(/^\w+_up 1$/m);
    const quarter = heaps.length / 4;
    const [second, last] = [mean(heaps.slice(quarter, 2 * quarter)), mean(heaps.slice(3 * quarter))];
    console.log(
      `${name}: heap after collection, last quarter / second quarter of ${scrapes} scrapes: ${(last / second).toFixed(4)}`,
      `(${(last / 1e6).toFixed(1)} MB; ${/^\w+poll_duration_seconds_count (\d+)/m.exec(text)?.[1]} polls)`,
    );
    // Half of the scrapes are between the two: 5 % of a heap of 36 MB are 1.8 kB for each of 1,000 scrapes.
    expect(last / second).toBeLessThan(1.05);
  },
  600_000,
);

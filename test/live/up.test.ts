import { execFile } from "node:child_process";
import { appendFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "up-"));
  await cp("compose", join(folder, "compose"), { recursive: true });
  await symlink(resolve("node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeStack(9090);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const writeStack = (port: number, others = "") =>
  writeFile(
    join(folder, "stack.ts"),
    `export const stack = { alloy: { title: "Alloy", purpose: "Logs", port: ${port}, health: "/-/ready", ui: "http://localhost:${port}", team: "platform" }, ${others} };
     export const links = { dashboards: "http://localhost/d", runbooks: "http://localhost/r" };`,
  );

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command with the fake in front of whatever Docker this machine has. */
function cli(...args: string[]): Promise<Ended> {
  const path = [resolve("test/fixtures/fake-docker"), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH: path, FAKE_DOCKER: folder };
  const options = ["lib/bin/bigdata-monitoring.js", ...args, "--project", folder];
  return new Promise((done) =>
    execFile(process.execPath, options, { env }, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), stdout, stderr }),
    ),
  );
}

const listing = (health: string) =>
  writeFile(join(folder, "ps"), JSON.stringify({ Service: "alloy", State: "running", Health: health }));
const calls = async () => (await readFile(join(folder, "calls"), "utf8")).trim().split("\n");

describe("without a daemon", () => {
  it("says what to start, names the alternative, and touches nothing", async () => {
    const { code, stdout, stderr } = await cli("up");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/daemon does not answer: start it.*npm run demo/);
    await expect(readFile(join(folder, "compose/.env"))).rejects.toThrow();
  });
});

describe("with a daemon", () => {
  beforeEach(() => writeFile(join(folder, "daemon"), ""));

  it("builds, starts, waits and prints where to go", async () => {
    await listing("healthy");
    await writeStack(12345);
    const { code, stdout, stderr } = await cli("up", "--platform", "--collector", "alloy");
    expect(stderr).toContain("1/1 healthy: alloy");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Alloy +http:\/\/localhost:12345 +Logs/)]);
    const up = (await calls()).find((call) => call.includes(" up "));
    expect(up).toMatch(/monitoring\.yml -f .*platform\.yml --profile alloy up --detach --build/);
    expect(await readFile(join(folder, "dist/manifest.json"), "utf8")).toContain("prometheus/prometheus.yml");
  });

  it("gives Docker Compose a digest that changes with the secrets", async () => {
    await listing("healthy");
    await writeStack(12345);
    for (const change of ["", "", "SLACK_WEBHOOK_URL=https://example.org\n"]) {
      if (change !== "") await appendFile(join(folder, "compose/.env"), change);
      expect((await cli("up")).code).toBe(0);
    }
    const [first, second, third] = (await readFile(join(folder, "digests"), "utf8")).trim().split("\n");
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect([second === first, third === first]).toEqual([true, false]);
  });

  it("ends with 4, naming who is unwell, when the time is up", async () => {
    await listing("unhealthy");
    await writeStack(12345);
    const { code, stderr } = await cli("up", "--wait", "1");
    expect([code, stderr]).toEqual([4, expect.stringContaining("alloy is unhealthy: docker logs bigdata-alloy")]);
    expect((await cli("status")).code).toBe(1);
  });

  it("ends with 2, naming the step that failed, its reason and the fix", async () => {
    await writeFile(
      join(folder, "failure"),
      "Error response from daemon: driver failed programming external connectivity on endpoint bigdata-grafana: Bind for 127.0.0.1:3000 failed: port is already allocated\n",
    );
    await writeStack(12345);
    const { code, stderr } = await cli("up");
    expect(code).toBe(2);
    expect(stderr).toMatch(/`docker compose up` ended with 1: Error response from daemon: .*already allocated/);
    expect(stderr).toContain("the port 127.0.0.1:3000 is in use: stop the program that listens there");
  });

  it("refuses to open Grafana to the network with a password that can be guessed", async () => {
    await writeStack(12345);
    const env = await readFile(join(folder, "compose/.env.example"), "utf8");
    const open = env.replace("BIND_ADDRESS=127.0.0.1", "BIND_ADDRESS=0.0.0.0");
    await writeFile(join(folder, "compose/.env"), open.replace("ADMIN_PASSWORD=", "ADMIN_PASSWORD=admin123"));
    const { code, stderr } = await cli("up");
    expect([code, stderr]).toEqual([2, expect.stringContaining("opens Grafana to the network")]);
    expect((await calls()).some((call) => call.includes(" up "))).toBe(false);
  });

  it("starts nothing when a definition is wrong", async () => {
    const { code, stderr } = await cli("up");
    expect([code, stderr]).toEqual([2, expect.stringContaining("does not publish 9090")]);
    expect((await calls()).some((call) => call.includes(" up "))).toBe(false);
  });
});

describe("exporters whose target is not there", () => {
  const kafka = '"kafka-exporter": { title: "Kafka", purpose: "", port: 9308, health: "/healthz", team: "platform" }';
  const redis = '"redis-exporter": { title: "Redis", purpose: "", port: 9121, health: "/health", team: "platform" }';
  beforeEach(async () => {
    await writeFile(join(folder, "daemon"), "");
    await writeStack(12345, `${kafka}, ${redis}`);
    await writeFile(join(folder, "log"), "starting\nno broker: connection refused\n");
  });

  /** @param states of Alloy, the Kafka exporter and the Redis exporter: `state health` */
  const listings = (...states: readonly string[]) => {
    const lines = ["alloy", "kafka-exporter", "redis-exporter"].map((Service, i) => {
      const [State, Health = ""] = states[i]?.split(" ") ?? [];
      return JSON.stringify({ Service, State, Health });
    });
    return writeFile(join(folder, "ps"), lines.join("\n"));
  };
  const answering = (...addresses: readonly string[]) =>
    writeFile(join(folder, "answering"), addresses.map((address) => `${address}\n`).join(""));
  const well = "running healthy";

  it("ends with 0 at once, naming what waits, for which variable, and why it ended", async () => {
    await listings(well, "restarting", well);
    await answering("mysql:3306");
    const begun = Date.now();
    const { code, stderr } = await cli("up");
    expect(code).toBe(0);
    expect(Date.now() - begun).toBeLessThan(60_000);
    expect(stderr).toContain("the stack is up; these wait for your platform:\n");
    const ended = "its last log line: no broker: connection refused\n";
    expect(stderr).toContain(`  kafka-exporter (KAFKA_ADDRESS): kafka:9092 does not answer; ${ended}`);
    expect(stderr).toContain("  redis-exporter (REDIS_ADDRESS): redis:6379 does not answer\n");
    const status = await cli("status", "--json");
    expect(status.code).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject([{}, { waitsFor: "KAFKA_ADDRESS" }, { waitsFor: "REDIS_ADDRESS" }]);
  });

  it("asks where compose/.env says the target is", async () => {
    await listings(well, well, well);
    const env = await readFile(join(folder, "compose/.env.example"), "utf8");
    await writeFile(join(folder, "compose/.env"), env.replace("KAFKA_ADDRESS=kafka:9092", "KAFKA_ADDRESS=a:1,b:2"));
    await answering("b:2", "redis:6379");
    const { code, stderr } = await cli("up");
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("wait for your platform")]);
  });

  it.each([
    ["its target answers", ["kafka:9092", "redis:6379"], [well, "restarting", well], "kafka-exporter is restarting"],
    ["nobody can say whether it answers", undefined, [well, "restarting", well], "kafka-exporter is restarting"],
    ["it needs no target to run", [], [well, well, "restarting"], "redis-exporter is restarting"],
    ["somebody stopped it", [], [well, "exited", well], "kafka-exporter is exited"],
    ["it has no target", [], ["running unhealthy", "restarting", well], "alloy is unhealthy"],
  ])("takes what does not run for broken where %s", async (_, addresses, states, message) => {
    await listings(...states);
    if (addresses) await answering(...addresses);
    const { code, stderr } = await cli("up", "--wait", "1");
    expect([code, stderr]).toEqual([4, expect.stringContaining(message)]);
    expect(stderr).not.toContain("the stack is up");
    expect(stderr).toContain("its last log line: no broker");
    expect(stderr.match(/ is (restarting|exited|unhealthy):/g)).toHaveLength(1);
    const broken = message.split(" ")[0];
    expect(stderr).not.toContain(`  ${broken} (`);
    expect((await cli("status")).code).toBe(1);
  });

  it("lets nothing wait for a platform that it starts itself", async () => {
    await listings(well, "restarting", well);
    await answering();
    const { code, stderr } = await cli("up", "--demo", "--wait", "1");
    expect([code, stderr]).toEqual([4, expect.stringContaining("kafka-exporter is restarting")]);
  });
});

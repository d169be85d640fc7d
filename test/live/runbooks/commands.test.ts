import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runChecks } from "../../../lib/checks/check.ts";
import { expressionChecks } from "../../../lib/checks/promql.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import { ask } from "../../../lib/cli/programs/programs.ts";
import { tool } from "../../../lib/cli/programs/tools.ts";
import type { AlertRule } from "../../../lib/model/model.ts";
import { promql } from "../../../lib/promql/promql.ts";
import { startAlertmanager } from "../../../scripts/servers/alertmanager.ts";
import { startBlackboxExporter } from "../../../scripts/servers/blackbox-exporter.ts";
import { startMariaDb } from "../../../scripts/servers/mariadb.ts";
import { startPostgres } from "../../../scripts/servers/postgres.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { startRedis } from "../../../scripts/servers/redis.ts";
import { startStandInExporter } from "../../../scripts/servers/static-exporter.ts";
import { isLogql, isPromql, isStatement, looksLikeCommand, programOf, type Quoted, quotedTexts } from "./texts.ts";

// What runbooks and actions tell people to run is run: on real servers where they can be started, else at least its
// options are looked up in what the program prints as its help.

const model = await loadModel(".");
const texts = quotedTexts(model);
const commandsOf = (...names: string[]) => texts.filter(({ text }) => names.includes(programOf(text) ?? ""));
const options = { timeout: 120_000 };

it("knows every program that a text names", () => {
  const unknown = texts.filter(
    ({ text }) => looksLikeCommand(text) && programOf(text) === undefined && !isPromql(text),
  );
  expect(unknown.filter(({ text }) => !isStatement(text) && !isLogql(text))).toEqual([]);
  expect(texts.filter(({ text }) => programOf(text)).length).toBeGreaterThan(120);
});

describe("PromQL", () => {
  const [group] = model.rules;
  const rule = group?.definition.rules.find((one) => "alert" in one) as AlertRule;
  const problemsIn = (text: string) => {
    // Words in capitals are values that people fill in.
    const rules = [{ ...rule, alert: "FromARunbook", expr: promql`${text}` }];
    const added = { ...(group as NonNullable<typeof group>), definition: { interval: "1m", rules } } as const;
    return runChecks({ ...model, rules: [...model.rules, { ...added, name: "added" }] }, expressionChecks)
      .filter(({ path, check }) => path.includes("FromARunbook") && /-(?:syntax|metric|label|value)$/.test(check))
      .filter(({ message }) => !/"[A-Z]+"/.test(message))
      .map(({ message }) => message);
  };

  it.for(texts.filter(({ text }) => isPromql(text)))("$alert: $text", ({ text }) => {
    expect(problemsIn(text)).toEqual([]);
  });

  it("of a metric that nothing exposes is refused", () => {
    expect(problemsIn("rate(etl_records_rea_total[5m])")).not.toEqual([]);
    expect(problemsIn("rate(etl_records_read_total[5m]")).not.toEqual([]);
  });
});

interface Ended {
  readonly code: number;
  readonly output: string;
}

let shell: (command: string, env?: Record<string, string>) => Promise<Ended>;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "runbooks-"));
  await mkdir(join(folder, "data/prometheus/wal"), { recursive: true });
  const names = ["redis-cli", "psql", "postgres", "amtool", "promtool", "mariadb"] as const;
  const folders = (await Promise.all(names.map(tool))).map(dirname);
  const path = [...folders, ...folders.map((one) => join(one, "../bin")), process.env.PATH].join(":");
  shell = (command, env = {}) =>
    new Promise((done) =>
      execFile(
        "sh",
        ["-c", command],
        { cwd: folder, env: { ...process.env, PATH: path, ...env }, timeout: 30_000 },
        (error, stdout, stderr) => done({ code: error ? Number(error.code ?? -1) : 0, output: stdout + stderr }),
      ),
    );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const filledIn = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/<id>|\b(?:[A-Z]{2,}|[a-z]*id|n)\b(?![\w=(])/g, (word) => values[word] ?? word);

describe("Redis", () => {
  it("runs every command", options, async () => {
    await using redis = await startRedis({ flags: ["--save", "3600 1"] });
    for (const { alert, text } of commandsOf("redis-cli", "docker").filter(({ text }) => text.includes("redis-cli"))) {
      const command = text
        .replace(/^docker exec redis /, "")
        .replace("-h redis", "")
        .replace("redis-cli", `redis-cli -p ${redis.port} -e`);
      const ended = await shell(`${command} < /dev/null`);
      // What this machine allows fewer clients than is no mistake of the text.
      const refused = ended.output.replace(/^ERR .*operating system is not able to handle.*\s*$/, "");
      expect(refused, `${alert}: ${text}`).not.toMatch(/\bERR\b|unknown|wrong number|Unrecognized/i);
      // A filter may find nothing.
      expect(ended.code, `${alert}: ${text}: ${ended.output}`).toBeLessThanOrEqual(
        refused === "" || text.includes("grep") ? 1 : 0,
      );
    }
    expect(await redis.command("CLIENT", "KILL", "ID", "999999")).toBe("0");
  });
});

const mysqlTexts = (isMysql: boolean) =>
  texts.filter(
    ({ alert, text }) => isStatement(text) && !text.startsWith("CLIENT") && alert.startsWith("Mysql") === isMysql,
  );

describe("PostgreSQL", () => {
  it("accepts every statement and command", options, async () => {
    await using postgres = await startPostgres({ flags: ["-c", "max_prepared_transactions=2"] });
    await postgres.query(await readFile("exporters/fraud-detection/schema.sql", "utf8"));
    const values = { PID: "0", pid: "0", TABLE: "fraud_predictions" };
    for (const { alert, text } of mysqlTexts(false)) {
      const statement = text
        .replace(/pg_terminate_backend\((?:PID|pid)\)(?! FROM)/, "pg_terminate_backend(0)")
        .replace(/\bTABLE$/, values.TABLE);
      const failed = await postgres.query(statement).then(() => "", String);
      // What it is asked to remove is not there.
      expect(failed, `${alert}: ${text}`).toMatch(/^$|(?:replication slot|prepared transaction).*does not exist/);
    }
    const env = { PGHOST: "127.0.0.1", PGPORT: String(postgres.port), PGUSER: "postgres" };
    for (const { alert, text } of commandsOf("psql", "pg_isready")) {
      const { code, output } = await shell(text.replace("-h postgres", ""), env);
      expect(code, `${alert}: ${text}: ${output}`).toBe(0);
    }
  });
});

describe("MySQL", () => {
  it("accepts every statement", options, async () => {
    await using mysql = await startMariaDb();
    for (const { alert, text } of mysqlTexts(true)) {
      const failed = await mysql.query(text.replace(/^KILL .*/, "KILL 999999")).then(() => "", String);
      expect(failed, `${alert}: ${text}`).toMatch(/^$|Unknown thread id|Misconfigured/);
    }
  });
});

describe("Prometheus, Alertmanager and exporters", () => {
  it("answer every request", options, async ({ skip }) => {
    for (const program of ["curl", "jq"])
      if ((await ask(program, "--version")) === undefined) skip(`${program} is not installed`);
    const alertmanagerFile = "route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n";
    await using alertmanager = await startAlertmanager({ config: { text: alertmanagerFile } });
    const prometheusFile = `alerting: { alertmanagers: [{ static_configs: [{ targets: ["127.0.0.1:${alertmanager.port}"] }] }] }\n`;
    await using prometheus = await startPrometheus({ config: { text: prometheusFile } });
    await using blackbox = await startBlackboxExporter({ config: { text: "modules: { http: { prober: http } }\n" } });
    const exposition = () => "# TYPE fraud_up gauge\nfraud_up 0\n";
    await using exporter = await startStandInExporter({ exposition });
    await using mlflow = await startStandInExporter({ exposition, path: "/health" });
    await writeFile(join(folder, "alertmanager.yml"), alertmanagerFile);
    await writeFile(join(folder, "prometheus.yml"), prometheusFile);
    const addresses: readonly (readonly [RegExp, string])[] = [
      [/http:\/\/localhost:9090/, prometheus.url],
      [/http:\/\/(?:localhost|alertmanager):9093/, alertmanager.url],
      [/http:\/\/localhost:9115/, blackbox.url],
      [/http:\/\/mlflow:5000/, mlflow.url],
      [/http:\/\/(?:HOST:9100|INSTANCE|fraud-detection-exporter:9402)/, exporter.url],
      [/\bADDRESS\b/, `${prometheus.url}/-/healthy`],
    ];
    for (const { alert, text } of commandsOf("curl", "amtool", "promtool")) {
      const command = addresses.reduce((changed, [pattern, address]) => changed.replace(pattern, address), text);
      const { code, output } = await shell(command.replace(/^curl /, "curl --fail "));
      expect(code, `${alert}: ${text}: ${output}`).toBe(0);
    }
  });
});

describe("Kafka's programs", () => {
  it("have every option, and are told which broker to ask", async () => {
    const lines = (await readFile("test/fixtures/programs/kafka-options.txt", "utf8")).split("\n");
    const known = new Map(lines.map((line) => [line.split(" ")[0] ?? "", line.split(" ").slice(1)]));
    const kafka = texts.filter(({ text }) => programOf(text)?.startsWith("kafka-"));
    expect(kafka.length).toBeGreaterThan(15);
    for (const { alert, text } of kafka) {
      const [command = ""] = text.split(" | ");
      const used = command.split(" ").filter((word) => word.startsWith("--"));
      expect(
        used.filter((option) => !known.get(programOf(text) ?? "")?.includes(option)),
        `${alert}: ${text}`,
      ).toEqual([]);
      expect(
        used.some((option) => option.startsWith("--bootstrap-")),
        `${alert}: ${text}`,
      ).toBe(true);
    }
  });
});

describe("Docker", () => {
  it("understands every command", options, async ({ skip }) => {
    if ((await ask("docker", "--version")) === undefined) skip("the client of Docker is not installed");
    await Promise.all(
      commandsOf("docker").map(async ({ alert, text }) => {
        // No engine answers there, so that what the client understands ends with this error.
        const { output } = await shell(`echo y | ${text}`, { DOCKER_HOST: "tcp://127.0.0.1:1" });
        expect(output, `${alert}: ${text}`).toMatch(/connect/i);
        expect(output, `${alert}: ${text}`).not.toMatch(/unknown|requires|invalid/i);
      }),
    );
  });
});

describe("npm and npx", () => {
  it("know every script and command", options, async () => {
    const { scripts } = JSON.parse(await readFile("package.json", "utf8")) as { scripts: Record<string, string> };
    for (const { alert, text } of commandsOf("npm"))
      expect(Object.keys(scripts), `${alert}: ${text}`).toContain(text.split(" ")[2]);
    for (const { alert, text } of commandsOf("npx")) {
      const words = text
        .split(" ")
        .slice(2)
        .filter((word) => !word.startsWith("-"));
      const { code, output } = await shell(
        `node ${resolve("lib/bin/bigdata-monitoring.js")} ${words.join(" ")} --help`,
      );
      expect(code, `${alert}: ${text}: ${output}`).toBe(0);
    }
  });
});

/** They only read, and end by themselves. */
const harmless = ["df", "du", "ps", "findmnt", "last", "for", "lsof", "vmstat", "touch"];

describe("programs of the host", () => {
  it.for(commandsOf(...harmless))("$alert: $text", options, async ({ text }, { skip }) => {
    const program = programOf(text) as string;
    if (program !== "for" && (await ask("sh", "-c", `command -v ${program}`)) === undefined)
      skip(`${program} is not installed`);
    const command = filledIn(text, { MOUNTPOINT: program === "findmnt" ? "/" : folder })
      .replace("/var/lib/docker/containers/*/*-json.log", folder)
      .replace(/^vmstat 1$/, "vmstat 1 1");
    const { code, output } = await shell(`set -e; ${command.replace(/^(du .*?) (\/\S*) \|/, `$1 ${folder} |`)}`);
    expect(output).not.toMatch(/usage:|invalid option|unrecognized|illegal/i);
    expect(code, output).toBe(0);
  });

  const rest = [
    "dmesg",
    "journalctl",
    "rsync",
    "lvextend",
    "fsck",
    "smartctl",
    "mount",
    "truncate",
    "iotop",
    "iftop",
    "iostat",
    "ethtool",
  ];
  const others = [
    ...rest,
    "systemctl",
    "openssl",
    "ssh",
    "ping",
    "nc",
    "redis-check-aof",
    "smem",
    "conntrack",
    "chronyc",
    "edac-util",
    "mysqladmin",
    "mysqldumpslow",
    "git",
    "grep",
  ];

  it.for(commandsOf(...others))("$alert: $text: its options exist", options, async ({ text }: Quoted, { skip }) => {
    const program = programOf(text) as string;
    if ((await ask("sh", "-c", `command -v ${program}`)) === undefined) skip(`${program} is not installed`);
    const [command = ""] = text.split(" | ");
    const subcommand = program === "openssl" || program === "git" ? (command.split(" ")[1] ?? "") : "";
    // fsck passes options on to the program for the file system.
    const printed = program === "fsck" ? "fsck.ext4" : `${program} ${subcommand}`;
    const help = ["--help", "-help", "-h", ""].map((option) => `${printed} ${option}`).join("; ");
    const { output } = await shell(`(${help}) < /dev/null 2>&1`);
    for (const word of command.split(" ").filter((one) => /^--?[a-zA-Z]/.test(one))) {
      const [option = ""] = word.split("=");
      const single =
        option.startsWith("--") || program === "openssl"
          ? [option]
          : [...option.slice(1).replace(/\d+$/, "")].map((letter) => `-${letter}`);
      const missing = single.filter(
        (one) => !new RegExp(`(?<![\\w-])${one.length === 2 ? `-\\[?-?[a-zA-Z]*${one[1]}` : one}`).test(output),
      );
      expect(missing, `${text}: ${output.slice(0, 400)}`).toEqual([]);
    }
  });
});

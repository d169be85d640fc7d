import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
// Where nothing listens.
const nowhere = "127.0.0.1:2";
/** Each with a backend that is down: these tests are about the process. */
const exporters = {
  mlflow: { MLFLOW_TRACKING_URI: `http://${nowhere}` },
  "fraud-detection": { FRAUD_SOURCE_URL: `postgres://reader@${nowhere}/fraud` },
  "data-quality": { DATA_QUALITY_DATABASES: `platform=postgres://reader@${nowhere}/platform` },
} as const;
type Name = keyof typeof exporters;
const names = Object.keys(exporters) as Name[];

let folder: string;

// The same bundles that go into the images.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "exporters-"));
  await chmod(folder, 0o755);
  for (const name of names)
    await run("npm", ["run", "--workspace", "exporters", "bundle", "--", name, join(folder, name)]);
});
afterAll(() => rm(folder, { recursive: true }));

const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** An exporter as its container runs it: without rights, with a file to run and settings in the environment. */
function start(name: Name, environment: Readonly<Record<string, string>>, ...flags: string[]) {
  const child = spawn(process.execPath, [join(folder, name, "main.mjs"), ...flags], {
    cwd: "/",
    env: { LISTEN_ADDRESS: "127.0.0.1", PORT: "0", ...environment },
    ...nobody,
  });
  const printed = { out: "", err: "" };
  child.stdout.on("data", (chunk) => (printed.out += chunk));
  child.stderr.on("data", (chunk) => (printed.err += chunk));
  return { child, printed };
}

const ended = async (child: ChildProcess): Promise<number | null> =>
  child.exitCode ?? ((await once(child, "exit")) as [number | null])[0];

async function portOf({ child, printed }: ReturnType<typeof start>): Promise<number> {
  for (;;) {
    const port = /"port":(\d+),"message":"listening"/.exec(printed.err)?.[1];
    if (port !== undefined) return Number(port);
    await Promise.race([
      once(child.stderr, "data"),
      ended(child).then((code) => expect.fail(`ended with ${code}: ${printed.err}`)),
    ]);
  }
}

test.each(names)("%s serves without its backend, logs JSON, and ends cleanly on SIGTERM", async (name) => {
  const running = start(name, exporters[name]);
  const url = `http://127.0.0.1:${await portOf(running)}`;
  const status = async (path: string) => (await fetch(url + path)).status;
  expect(await status("/-/healthy")).toBe(200);
  expect(await status("/nothing")).toBe(404);
  await expect.poll(() => status("/-/ready")).toBe(200);
  const metrics = await fetch(`${url}/metrics`);
  expect(metrics.headers.get("content-type")).toContain("text/plain; version=0.0.4");
  expect(await metrics.text()).toMatch(/^\w+_up 0$/m);

  running.child.kill("SIGTERM");
  expect(await ended(running.child)).toBe(0);
  const lines = running.printed.err
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map((line) => line.message)).toEqual(["listening", "poll failed", "stopped"]);
  expect(lines[1]).toMatchObject({ level: "error", reason: "unreachable", service: `${name}-exporter` });
});

test.each(names)("%s has --help", async (name) => {
  const { child, printed } = start(name, {}, "--help");
  expect(await ended(child)).toBe(0);
  expect(printed.out).toContain("--poll-interval or POLL_INTERVAL");
});

test.each(names)("%s refuses wrong settings, all at once", async (name) => {
  const { child, printed } = start(name, { ...exporters[name], POLL_INTERVAL: "soon" }, "--prot=1");
  expect(await ended(child)).toBe(2);
  expect(printed.err).toContain('--prot is no flag, did you mean "port"?');
  expect(printed.err).toContain('"soon" is not allowed: give a duration from 1s to 1d');
  expect(printed.err).toContain(`see ${name}-exporter --help`);
  expect(printed.out).toBe("");
});

test.each(names)("the image of %s holds the licence of every package in its bundle", async (name) => {
  const text = await readFile(join(folder, name, "LICENSES.txt"), "utf8");
  const backend = { mlflow: [], "fraud-detection": ["pg", "pgpass"], "data-quality": ["pg", "mysql2", "iconv-lite"] }[
    name
  ];
  for (const part of ["bigdata-monitoring-exporters", "pino", "prom-client", "zod", ...backend]) {
    const [, licence] = new RegExp(`^${part}(?: [\\d.]+ \\(.*\\))?$([^]*?)(?:^-{80}$|$(?![^]))`, "m").exec(text) ?? [];
    expect(licence, part).toMatch(/permission is hereby granted|apache license/i);
  }
});

test.each([
  ["fraud-detection", "FRAUD_CURSOR_FILE", "/nonesuch/cursor", "ENOENT"],
  ["fraud-detection", "FRAUD_CURSOR_FILE", "/proc/version", "contains no time in the past"],
  ["data-quality", "DATA_QUALITY_DATASETS", "/nonesuch.json", "ENOENT"],
  ["data-quality", "DATA_QUALITY_DATASETS", "/proc/version", "/proc/version"],
  ["mlflow", "LISTEN_ADDRESS", "203.0.113.1", "EADDRNOTAVAIL"],
  ["mlflow", "LISTEN_ADDRESS", "no such host", "ENOTFOUND"],
] as const)("%s refuses %s=%s in one line", async (name, setting, value, words) => {
  const { child, printed } = start(name, { ...exporters[name], [setting]: value });
  expect(await ended(child)).toBe(2);
  const [problem, hint, ...rest] = printed.err.trim().split("\n");
  expect(problem).toMatch(new RegExp(`^${setting}.*: `));
  expect(problem).toContain(words);
  expect([hint, rest]).toEqual([`see ${name}-exporter --help`, []]);
});

test("data quality refuses wrong datasets, and reads a mounted file", async () => {
  const file = join(folder, "datasets.json");
  const dataset = { name: "orders", database: "platfrom", table: "orders", every: "5m", checks: [] };
  await writeFile(file, JSON.stringify([dataset]));
  const wrong = start("data-quality", { ...exporters["data-quality"], DATA_QUALITY_DATASETS: file });
  expect(await ended(wrong.child)).toBe(2);
  expect(wrong.printed.err).toContain(`${file} › dataset orders: no database "platfrom", there are: platform`);

  await writeFile(file, JSON.stringify([{ ...dataset, database: "platform" }]));
  const right = start("data-quality", { ...exporters["data-quality"], DATA_QUALITY_DATASETS: file });
  await portOf(right);
  right.child.kill("SIGINT");
  expect(await ended(right.child)).toBe(0);
});

test("a port that is in use is reported in one line", async () => {
  const first = start("mlflow", exporters.mlflow);
  const second = start("mlflow", { ...exporters.mlflow, PORT: String(await portOf(first)) });
  expect(await ended(second.child)).toBe(2);
  expect(second.printed.err).toMatch(
    /^LISTEN_ADDRESS, PORT: listen EADDRINUSE.*: give .* a free port\nsee .* --help\n$/,
  );
  first.child.kill("SIGTERM");
  await ended(first.child);
});

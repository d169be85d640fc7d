import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
// Where nothing listens.
const nowhere = "127.0.0.1:2";
/** Each with a backend that is not there: what is proven here is the process. */
const exporters = {
  mlflow: { MLFLOW_TRACKING_URI: `http://${nowhere}` },
  "fraud-detection": { FRAUD_SOURCE_URL: `postgres://reader@${nowhere}/fraud` },
  "data-quality": { DATA_QUALITY_DATABASES: `platform=postgres://reader@${nowhere}/platform` },
} as const;
type Name = keyof typeof exporters;
const names = Object.keys(exporters) as Name[];
const datasetsOf = (name: Name) => (name === "data-quality" ? [`${name}/datasets.ts`] : []);

let folder: string;

// The same bundles that go into the images.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "exporters-"));
  await chmod(folder, 0o755);
  for (const name of names) {
    const entries = [`${name}/main.ts`, ...datasetsOf(name)];
    await run("npm", ["run", "--workspace", "exporters", "bundle", "--", ...entries, `--outdir=${join(folder, name)}`]);
  }
});
afterAll(() => rm(folder, { recursive: true }));

const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** An exporter as its container runs it: as nobody in particular, with a file to run and settings in the environment. */
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
    const port = /"message":"listening".*"port":(\d+)/.exec(printed.err)?.[1];
    if (port !== undefined) return Number(port);
    await Promise.race([
      once(child.stderr, "data"),
      ended(child).then((code) => expect.fail(`ended with ${code}: ${printed.err}`)),
    ]);
  }
}

test.each(names)("%s serves without its backend, logs JSON, and ends cleanly when told to", async (name) => {
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

test.each(names)("%s explains itself", async (name) => {
  const { child, printed } = start(name, {}, "--help");
  expect(await ended(child)).toBe(0);
  expect(printed.out).toContain("--poll-interval or POLL_INTERVAL");
});

test.each(names)("%s refuses wrong settings, all at once", async (name) => {
  const { child, printed } = start(name, { ...exporters[name], POLL_INTERVAL: "soon" }, "--prot=1");
  expect(await ended(child)).toBe(2);
  expect(printed.err).toContain('--prot is no flag, did you mean "port"?');
  expect(printed.err).toContain('"soon" is no duration');
});

test("data quality refuses datasets that are not in order, and takes a mounted file", async () => {
  const file = join(folder, "datasets.json");
  const dataset = { name: "orders", database: "platfrom", table: "orders", every: "5m", checks: [] };
  await writeFile(file, JSON.stringify([dataset]));
  const wrong = start("data-quality", { ...exporters["data-quality"], DATA_QUALITY_DATASETS: file });
  expect(await ended(wrong.child)).toBe(2);
  expect(wrong.printed.err).toContain(`${file} › dataset orders: database "platfrom" is unknown, known are: platform`);

  await writeFile(file, JSON.stringify([{ ...dataset, database: "platform" }]));
  const right = start("data-quality", { ...exporters["data-quality"], DATA_QUALITY_DATASETS: file });
  await portOf(right);
  right.child.kill("SIGINT");
  expect(await ended(right.child)).toBe(0);
});

test("a port that is taken is told in a line", async () => {
  const first = start("mlflow", exporters.mlflow);
  const second = start("mlflow", { ...exporters.mlflow, PORT: String(await portOf(first)) });
  expect(await ended(second.child)).toBe(2);
  expect(second.printed.err.trim().split("\n").at(-1)).toMatch(/^listen EADDRINUSE/);
  first.child.kill("SIGTERM");
  await ended(first.child);
});

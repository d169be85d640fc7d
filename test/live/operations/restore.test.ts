import { createHash } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import type { Endpoint } from "../../../lib/cli/programs/endpoint.ts";
import { run } from "../../../lib/cli/programs/programs.ts";
import { tool } from "../../../lib/cli/programs/tools.ts";
import { startAlertmanager } from "../../../scripts/servers/alertmanager.ts";
import type { ServerProcess } from "../../../scripts/servers/process.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { cli } from "./cli.ts";
import { fakeGrafana, type Kept } from "./fake-grafana.ts";

const alertmanagerConfig = { text: "route: { receiver: none }\nreceivers: [{ name: none }]\n" };
const now = () => Date.now() / 1000;

let folder: string;
let saved: string;
let samples: string;
const servers: { stop(): Promise<void> }[] = [];
const keep = async <T extends Endpoint | ServerProcess>(starting: Promise<T>): Promise<T> => {
  const server = await starting;
  servers.push(server);
  return server;
};

const filled: Kept = {
  boards: new Map([
    ["kafka", { dashboard: { uid: "kafka" }, meta: { provisioned: true } }],
    ["made-by-hand", { dashboard: { uid: "made-by-hand", id: 7, title: "Ours" }, meta: { folderUid: "inner" } }],
  ]),
  folders: [
    { uid: "inner", title: "Inner", parentUid: "outer" },
    { uid: "outer", title: "Outer" },
  ],
};

/** The samples of a time that every Prometheus of these tests answers alike, if it has them. */
async function samplesOf(url: string, until: number): Promise<string> {
  const query = new URLSearchParams({ query: "prometheus_build_info[10m]", time: `${until}` });
  const answer = await fetch(`${url}/api/v1/query?${query}`);
  const { data } = (await answer.json()) as { data: { result: { values: unknown[] }[] } };
  return JSON.stringify(data.result.map(({ values }) => values));
}

let until: number;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "restore-"));
  saved = join(folder, "saved");
  const storage = join(folder, "data");
  // It scrapes itself, at an address that is known once it runs.
  const target = join(folder, "targets.json");
  const config = {
    text: `scrape_configs: [{ job_name: self, scrape_interval: 1s, file_sd_configs: [{ files: [${JSON.stringify(target)}], refresh_interval: 1s }] }]`,
  };
  const prometheus = await keep(startPrometheus({ config, storage, flags: ["--web.enable-admin-api"] }));
  await writeFile(target, JSON.stringify([{ targets: [prometheus.address] }]));
  const alertmanager = await keep(startAlertmanager({ config: alertmanagerConfig }));
  const grafana = await keep(fakeGrafana([], [], filled));
  const add = ["silence", "add", "alertname=Kept", "team=~a|b", "--author=test", "--duration=1h"];
  await run(await tool("amtool"), `--alertmanager.url=${alertmanager.url}`, ...add, "--comment=upgrade");
  for (until = now(); (await samplesOf(prometheus.url, until)).length < 20; until = now())
    await new Promise((done) => setTimeout(done, 500));
  samples = await samplesOf(prometheus.url, until);
  const { code, stderr } = await cli(
    addresses(prometheus, alertmanager, grafana),
    ...["backup", "--out", saved, "--prometheus-data", storage],
  );
  expect([code, stderr]).toEqual([0, ""]);
  await prometheus.stop();
}, 120_000);
afterAll(async () => {
  for (const server of servers.reverse()) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const addresses = (prometheus: Endpoint, alertmanager: Endpoint, grafana: Endpoint) => ({
  ...{ PROMETHEUS_URL: prometheus.url, ALERTMANAGER_URL: alertmanager.url, GRAFANA_SERVER: grafana.url },
  ...{ GRAFANA_TOKEN: "token", DOCKER_HOST: "unix:///nonexistent.sock" },
});

/** An empty stack: its Prometheus does not run yet. */
async function emptyStack() {
  const data = await mkdtemp(join(folder, "empty-"));
  const kept: Kept = { boards: new Map(), folders: [] };
  const nobody = { url: "http://127.0.0.1:9" } as Endpoint;
  const alertmanager = await keep(startAlertmanager({ config: alertmanagerConfig }));
  const environment = addresses(nobody, alertmanager, await keep(fakeGrafana([], [], kept)));
  const restore = (from: string, ...more: string[]) =>
    cli(environment, "stack", "restore", from, "--prometheus-data", data, ...more);
  const silences = async () =>
    (await (await fetch(`${alertmanager.url}/api/v2/silences`)).json()) as { comment: string }[];
  return { data, kept, alertmanager, restore, silences };
}

it("gives an empty stack the same silences, dashboards and samples", async () => {
  const { data, kept, restore, silences } = await emptyStack();
  const { code, stdout, stderr } = await restore(saved);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(
    /alertmanager: restored 1 silences\ngrafana: restored 1 dashboards and 2 folders\nprometheus: restored \d+ blocks/,
  );

  expect(await silences()).toMatchObject([
    {
      comment: "upgrade",
      createdBy: "test",
      status: { state: "active" },
      matchers: [
        { name: "alertname", value: "Kept", isRegex: false },
        { name: "team", value: "a|b", isRegex: true },
      ],
    },
  ]);
  expect([...kept.boards.keys()]).toEqual(["made-by-hand"]);
  expect(kept.boards.get("made-by-hand")).toMatchObject({
    dashboard: { title: "Ours", id: null },
    meta: { folderUid: "inner" },
  });
  expect(kept.folders.map(({ uid }) => uid)).toEqual(["outer", "inner"]);
  const prometheus = await keep(startPrometheus({ config: { text: "scrape_configs: []\n" }, storage: data }));
  expect(await samplesOf(prometheus.url, until)).toBe(samples);
});

it("refuses a stack that holds data, and with --force adds what is missing", async () => {
  const { data, kept, restore, silences } = await emptyStack();
  expect((await restore(saved)).code).toBe(0);
  kept.boards.delete("made-by-hand");
  kept.boards.set("another", { dashboard: { uid: "another" }, meta: {} });
  const before = await readdir(data);

  const refused = await restore(saved);
  expect([refused.code, refused.stdout]).toEqual([2, ""]);
  expect(refused.stderr).toMatch(
    /alertmanager has 1 silences; grafana has the dashboard another, .*; prometheus has \d+ block/,
  );
  expect([...kept.boards.keys()]).toEqual(["another"]);

  expect((await restore(saved, "--force")).code).toBe(0);
  expect([...kept.boards.keys()]).toEqual(["another", "made-by-hand"]);
  expect(await silences()).toHaveLength(1);
  expect(await readdir(data)).toEqual(before);
});

it("restores only the parts that are named, and names those that were not saved", async () => {
  const { data, kept, restore, silences } = await emptyStack();
  const part = await copy();
  const manifest = JSON.parse(await readFile(join(part, "backup.json"), "utf8"));
  await rm(join(part, "grafana"), { recursive: true });
  const files = Object.fromEntries(Object.entries(manifest.files).filter(([path]) => !path.startsWith("grafana/")));
  await writeFile(
    join(part, "backup.json"),
    JSON.stringify({ ...manifest, files, parts: ["prometheus", "alertmanager"] }),
  );
  const partial = await restore(part);
  expect([partial.code, partial.stderr]).toEqual([
    2,
    expect.stringContaining("grafana was not saved — restore the others with --only prometheus,alertmanager"),
  ]);
  expect([await silences(), await readdir(data)]).toEqual([[], []]);
  expect((await restore(part, "--only", "alertmanager")).code).toBe(0);
  expect([(await silences()).length, await readdir(data), kept.boards.size]).toEqual([1, [], 0]);
  expect(await restore(part, "--only", "tempo")).toMatchObject({ code: 2, stderr: expect.stringContaining("list of") });
});

/** A copy of the backup, to break. */
async function copy(): Promise<string> {
  const place = await mkdtemp(join(folder, "copy-"));
  onTestFinished(() => rm(place, { recursive: true }));
  await cp(saved, place, { recursive: true });
  return place;
}

const manifestOf = async (place: string) => JSON.parse(await readFile(join(place, "backup.json"), "utf8"));
const rewrite = async (place: string, change: (manifest: Record<string, unknown>) => unknown) =>
  writeFile(join(place, "backup.json"), JSON.stringify(change(await manifestOf(place))));
const block = async (place: string) => {
  const [name = ""] = await readdir(join(place, "prometheus/snapshot"));
  return join(place, "prometheus/snapshot", name);
};

it.each<[string, (place: string) => Promise<unknown>, RegExp]>([
  ["has no manifest", (place) => rm(join(place, "backup.json")), /backup\.json: cannot be read/],
  ["has a manifest that is not JSON", (place) => writeFile(join(place, "backup.json"), "{"), /backup\.json: .*JSON/],
  ["is of another version", (place) => rewrite(place, (all) => ({ ...all, version: 2 })), /another version/],
  ["lists no files", (place) => rewrite(place, () => ({ version: 1, parts: [] })), /not a list of parts and files/],
  ["has the manifest null", (place) => rewrite(place, () => null), /another version/],
  ["lacks a file", (place) => rm(join(place, "alertmanager/silences.json")), /silences\.json is missing/],
  ["lacks a part of a block", async (place) => rm(join(await block(place), "index")), /index is missing/],
  [
    "has a file that was changed",
    async (place) => writeFile(join(await block(place), "meta.json"), "{}"),
    /was changed/,
  ],
  ["has a file more", (place) => writeFile(join(place, "grafana/dashboards/x.json"), "{}"), /does not list grafana/],
  [
    "leads out of its folder",
    (place) => rewrite(place, (all) => ({ ...all, files: { "../../etc/passwd": "00" } })),
    /cannot be a file's name/,
  ],
  [
    "has a link in place of a file",
    async (place) => {
      await rm(join(place, "alertmanager/silences.json"));
      await symlink(join(saved, "alertmanager/silences.json"), join(place, "alertmanager/silences.json"));
    },
    /leads out of|no plain file/,
  ],
  [
    "has a link in place of a folder",
    async (place) => {
      await rm(join(place, "alertmanager"), { recursive: true });
      await symlink(join(saved, "alertmanager"), join(place, "alertmanager"));
    },
    /leads out of/,
  ],
])("refuses a backup that %s, and changes nothing", async (_, spoil, message) => {
  const { data, kept, restore, silences } = await emptyStack();
  const place = await copy();
  await spoil(place);
  const { code, stdout, stderr } = await restore(place);
  expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(message)]);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect([await silences(), kept.boards.size, await readdir(data)]).toEqual([[], 0, []]);
});

it("refuses silences and dashboards of another shape though the manifest lists them", async () => {
  const { restore, silences } = await emptyStack();
  for (const [path, text, shape] of [
    ["alertmanager/silences.json", '[{ "matchers": 1 }]', "a list of silences"],
    ["grafana/dashboards/made-by-hand.json", "[]", "a dashboard"],
    ["grafana/folders.json", "{}", "a list of folders"],
  ] as const) {
    const place = await copy();
    await writeFile(join(place, path), text);
    const digest = createHash("sha256").update(text).digest("hex");
    await rewrite(place, (all) => ({ ...all, files: { ...(all.files as object), [path]: digest } }));
    const { code, stderr } = await restore(place);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`the backup is broken: ${path} is not ${shape} —`)]);
    expect(await silences()).toEqual([]);
  }
});

it("refuses while a Prometheus runs that it cannot stop, and a folder that is not there", async () => {
  const { data, alertmanager, silences, restore } = await emptyStack();
  const prometheus = await keep(
    startPrometheus({ config: { text: "scrape_configs: []\n" }, storage: join(folder, "other") }),
  );
  const grafana = await keep(fakeGrafana([], []));
  const args = ["stack", "restore", saved, "--prometheus-data", data];
  const { code, stderr } = await cli(addresses(prometheus, alertmanager, grafana), ...args);
  expect([code, stderr]).toEqual([2, expect.stringContaining("stop it, then restore")]);
  const absent = await restore(saved, "--prometheus-data", join(folder, "gone"));
  expect([absent.code, absent.stderr]).toEqual([2, expect.stringContaining("name Prometheus' own")]);
  expect([await silences(), await readdir(data)]).toEqual([[], []]);
});

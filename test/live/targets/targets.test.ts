import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Endpoint } from "../../../lib/cli/programs/endpoint.ts";
import { tool } from "../../../lib/cli/programs/tools.ts";
import type { Model, TargetSource } from "../../../lib/model/model.ts";
import { startProcess } from "../../../scripts/servers/process.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { startStandInExporter } from "../../../scripts/servers/static-exporter.ts";
import { startVictoriaMetrics } from "../../../scripts/servers/victoria-metrics.ts";
import { cli } from "../operations/cli.ts";
import { prometheusText, smallStack } from "../scale/small-stack.ts";
import { startFakeConsul, startFakeDns, startFakeKubernetes } from "./fake-discovery.ts";

const run = promisify(execFile);
const servers: { stop(): unknown }[] = [];
let folder: string;
let shops: Endpoint[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "targets-"));
  shops = await Promise.all(
    [1, 2, 3, 4].map((carts) => startStandInExporter({ exposition: () => `shop_carts ${carts}\n` })),
  );
  servers.push(...shops);
});
afterAll(async () => {
  for (const server of servers.reverse()) await server.stop();
  await rm(folder, { recursive: true });
});

const address = (place: number): string => shops[place]?.address ?? "";
const portOf = (place: number): number => shops[place]?.port ?? 0;

/** The shop at these targets. */
function shopAt(targets: readonly TargetSource[], port = 9501, limits = {}): Model {
  const model = smallStack({ cluster: "test" });
  const shop = { ...model.stack.shop, port, targets, scrape: { interval: "1s", limits } };
  const { scale: _, ...rest } = model;
  return { ...rest, stack: { ...model.stack, shop } as Model["stack"] };
}

const textOf = (model: Model): string =>
  prometheusText(model, { alertmanager: "127.0.0.1:1" }).replaceAll("/etc/prometheus/secrets", folder);

async function running(model: Model): Promise<string> {
  const prometheus = await startPrometheus({ config: { text: textOf(model) } });
  servers.push(prometheus);
  return prometheus.url;
}

interface Series {
  readonly metric: Record<string, string>;
  readonly value: [number, string];
}

/** Labels of the series of a query, without the metric's name. */
async function labelsOf(url: string, query: string): Promise<Record<string, string>[]> {
  const answer = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query })}`);
  const { data } = (await answer.json()) as { data: { result: Series[] } };
  return data.result
    .map(({ metric: { __name__, ...labels } }) => labels)
    .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

const patient = { timeout: 30_000, interval: 500 };
const job = { job: "shop", service: "shop" };

/**
 * One source of each kind that Debian's Prometheus is built with; it lacks Consul, which VictoriaMetrics reads below.
 */
const everySource: readonly TargetSource[] = [
  { addresses: ["shop-1", "shop-2:9600", "[::1]:9501"], cluster: "eu", environment: "production" },
  { addresses: ["10.0.0.1"], cluster: "us", environment: "production", labels: { rack: "a$1" } },
  { files: ["targets/*.json", "more.yml"], cluster: "eu", environment: "test", refresh: "1m" },
  { dns: ["_metrics._tcp.shop.example.org"], record: "SRV", cluster: "eu", environment: "test" },
  { dns: ["shop.example.org"], cluster: "eu", environment: "test" },
  { kubernetes: "pod", namespaces: ["shop"], selector: "app=shop", cluster: "k8s", environment: "test" },
  { kubernetes: "endpointslice", cluster: "k8s", environment: "test" },
  { kubernetes: "service", cluster: "k8s", environment: "test" },
  {
    ...{ kubernetes: "node", cluster: "k8s", environment: "test" },
    apiServer: { url: "https://k8s.example.org", tokenFile: "k8s_token", caFile: "k8s_ca.crt" },
  },
];
const everyLimit = {
  samples: 1000,
  labels: 30,
  labelNameLength: 100,
  labelValueLength: 200,
  bodySize: "10MB",
  targets: 100,
};

it("promtool accepts a job with sources of every kind and every limit", async () => {
  const file = join(folder, "prometheus.yml");
  await writeFile(file, textOf(shopAt(everySource, 9501, everyLimit)));
  const { stdout } = await run(await tool("promtool"), ["check", "config", "--syntax-only", file]);
  expect(stdout).toContain("SUCCESS");
});

it("Prometheus loads them all", async () => {
  // It keeps a processor busy while none of these sources answers, so it ends with this test.
  await using prometheus = await startPrometheus({ config: { text: textOf(shopAt(everySource, 9501, everyLimit)) } });
  const pools = async () =>
    ((await (await fetch(`${prometheus.url}/api/v1/scrape_pools`)).json()) as { data: { scrapePools: string[] } }).data
      .scrapePools;
  const names = [...Array(8).keys()].map((i) => (i === 0 ? "shop" : `shop/${i + 1}`));
  await expect.poll(pools, patient).toEqual(names);
});

it("scrapes every listed address of a job, with the labels of its cluster", async () => {
  const url = await running(
    shopAt(
      [
        { addresses: [address(0), address(1)], cluster: "eu" },
        { addresses: ["127.0.0.1"], cluster: "us", labels: { rack: "r1" } },
      ],
      portOf(2),
    ),
  );
  await expect
    .poll(() => labelsOf(url, "shop_carts"), patient)
    .toEqual(
      [
        { ...job, cluster: "eu", instance: address(0) },
        { ...job, cluster: "eu", instance: address(1) },
        { ...job, cluster: "us", instance: address(2), rack: "r1" },
      ]
        .map((labels) => Object.fromEntries(Object.entries(labels).sort()))
        .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
    );
});

describe("a file that another program writes", () => {
  const groups = async (content: unknown): Promise<void> => {
    await mkdir(join(folder, "shops"), { recursive: true });
    await writeFile(join(folder, "shops/new"), JSON.stringify(content));
    await rename(join(folder, "shops/new"), join(folder, "shops/all.json"));
  };
  const clusters = async (url: string) =>
    (await labelsOf(url, "shop_carts")).map(({ cluster, instance }) => `${cluster} ${instance}`).sort();

  it("is followed while it changes; its own labels win, and those of the source fill in", async () => {
    await groups([{ targets: [address(0)] }]);
    const url = await running(
      shopAt([
        { addresses: [address(3)], cluster: "us" },
        { files: [join(folder, "shops/*.json")], cluster: "eu" },
      ]),
    );
    await expect.poll(() => clusters(url), patient).toEqual([`eu ${address(0)}`, `us ${address(3)}`]);
    await groups([{ targets: [address(1)], labels: { cluster: "asia" } }, { targets: [address(2)] }]);
    await expect
      .poll(() => clusters(url), patient)
      .toEqual([`asia ${address(1)}`, `eu ${address(2)}`, `us ${address(3)}`]);
    expect(await labelsOf(url, 'count by (job) (up{job="shop"})')).toEqual([{ job: "shop" }]);
  });
});

it("finds what is registered with Consul", async () => {
  const consul = await startFakeConsul("shop", [address(0), address(1)]);
  servers.push(consul);
  await writeFile(join(folder, "consul_token"), "a-token");
  const source = { consul: consul.address, services: ["shop"], tags: ["metrics"], tokenFile: "consul_token" };
  const config = join(folder, "consul.yml");
  await writeFile(config, textOf(shopAt([{ ...source, cluster: "eu" }])));
  const reader = await startVictoriaMetrics({
    storage: join(folder, "consul"),
    flags: [`-promscrape.config=${config}`, "-promscrape.config.strictParse=false"],
  });
  servers.push(reader);
  await expect
    .poll(() => labelsOf(reader.url, "shop_carts"), patient)
    .toEqual([address(0), address(1)].sort().map((instance) => ({ cluster: "eu", instance, ...job })));
  expect(consul.asked).toContain("/v1/health/service/shop Bearer a-token");
});

it("finds the pods of Kubernetes once each, at the service's port, and names them", async () => {
  const kubernetes = await startFakeKubernetes("shop", [
    { name: "shop-0", ip: "127.0.0.1", phase: "Running" },
    { name: "backup-1", ip: "127.0.0.1", phase: "Succeeded" },
  ]);
  servers.push(kubernetes);
  await writeFile(join(folder, "k8s_token"), "a-token");
  const source: TargetSource = {
    ...{ kubernetes: "pod", namespaces: ["shop"], selector: "app=shop", cluster: "k8s" },
    apiServer: { url: kubernetes.url, tokenFile: "k8s_token" },
  };
  const url = await running(shopAt([source], portOf(1)));
  await expect
    .poll(() => labelsOf(url, "shop_carts"), patient)
    .toEqual([{ cluster: "k8s", instance: `shop/shop-0:${portOf(1)}`, ...job }]);
  expect(kubernetes.asked).toContain("/api/v1/namespaces/shop/pods?app=shop Bearer a-token");
});

// Prometheus asks the servers of /etc/resolv.conf at port 53: root can give it a file of its own.
describe.runIf(process.getuid?.() === 0)("a name, as root", () => {
  it("is looked up, with the port of its SRV records", async () => {
    const targets = [0, 1].map((place) => ({ host: "127.0.0.1", port: portOf(place) }));
    const dns = await startFakeDns("_metrics._tcp.shop.test", targets);
    servers.push(dns);
    const program = await tool("prometheus");
    const config = join(folder, "dns.yml");
    await writeFile(config, textOf(shopAt([{ dns: ["_metrics._tcp.shop.test"], record: "SRV", cluster: "eu" }])));
    await writeFile(join(folder, "resolv.conf"), `nameserver ${dns.host}\n`);
    const script = `mount --bind ${join(folder, "resolv.conf")} /etc/resolv.conf && exec "$@"`;
    const prometheus = await startProcess({
      name: "prometheus",
      prepare: async (place) => [
        ...(["unshare", "--mount", "sh", "-c", script, "sh", program] as const),
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(place.folder, "data")}`,
        `--web.listen-address=127.0.0.1:${place.port}`,
      ],
      ready: "/-/ready",
    });
    servers.push(prometheus);
    await expect
      .poll(async () => (await labelsOf(prometheus.url, 'up{cluster="eu"}')).map(({ instance }) => instance), patient)
      .toEqual([address(0), address(1)].sort());
  });
});

it("fails a scrape that exceeds a limit", async () => {
  const url = await running(shopAt([{ addresses: [address(0)] }], 9501, { labelValueLength: 5 }));
  await expect.poll(() => labelsOf(url, 'up{job="shop"} == 0'), patient).toEqual([{ ...job, instance: address(0) }]);
});

it("doctor names a job whose targets are not found, and one that does not answer", async () => {
  const files = join(folder, "none-*.json");
  const targets: TargetSource[] = [{ addresses: ["127.0.0.1:1"] }, { files: [files] }];
  const url = await running(shopAt(targets));
  const project = await mkdtemp(join(tmpdir(), "doctor-"));
  servers.push({ stop: () => rm(project, { recursive: true }) });
  const shop = { title: "Shop", purpose: "A test", port: 9501, team: "shop", scrape: { interval: "1s" }, targets };
  await writeFile(join(project, "stack.ts"), `export const stack = ${JSON.stringify({ shop })};`);
  await writeFile(join(project, "teams.ts"), "export const teams = {};");
  await expect.poll(() => labelsOf(url, 'up{job="shop"} == 0'), patient).toHaveLength(1);
  const { stdout } = await cli({ PROMETHEUS_URL: url }, "doctor", "--project", project);
  expect(stdout).toContain("prometheus › target shop: http://127.0.0.1:1/metrics cannot be scraped");
  expect(stdout).toContain("check on Prometheus' machine that the name resolves and the port answers");
  expect(stdout).toContain("prometheus › scrape config shop/2: no target is found");
});

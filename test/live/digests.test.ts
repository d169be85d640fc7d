import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import type { Endpoint } from "../../lib/cli/programs/endpoint.ts";
import { run } from "../../lib/cli/programs/programs.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import { digestOf, fakeRegistry, index } from "../fakes/registry.ts";
import { cli } from "./operations/cli.ts";

const images = { "prom/prometheus:v3.13.3": index("prometheus"), "grafana/loki:3.7.8": index("loki") };
let registry: Endpoint;
let project: string;
let compose: string;
let PATH: string;

beforeAll(async () => {
  registry = await fakeRegistry(images);
  project = await mkdtemp(join(tmpdir(), "digests-"));
  compose = join(project, "compose");
  await mkdir(compose);
  await writeFile(join(project, "package.json"), '{ "type": "module" }');
  await writeFile(join(project, "stack.ts"), "export const stack = {};");
  PATH = [dirname(await tool("docker-buildx")), process.env.PATH].join(delimiter);
}, 120_000);
afterAll(async () => {
  await registry?.stop();
  await rm(project, { recursive: true, force: true });
});

/** Writes the compose file, then runs the command. */
async function digests(loki: string) {
  const image = (name: string) => `${registry.address}/${name}`;
  const services = {
    prometheus: { image: image("prom/prometheus:v3.13.3") },
    "data-owner": { image: image("prom/prometheus:v3.13.3") },
    loki: { image: image(loki) },
    exporter: { image: "ours/exporter:1.0", build: "." },
    pinned: { image: `${image("grafana/loki")}@${digestOf(images["grafana/loki:3.7.8"])}` },
  };
  await writeFile(join(compose, "docker-compose.monitoring.yml"), JSON.stringify({ services }));
  return await cli({ PATH, DOCKER_CONFIG: project }, "stack", "digests", "--project", project);
}

it("writes the digest of every published image to an overlay that Docker Compose takes", async () => {
  expect(await digests("grafana/loki:3.7.8")).toMatchObject({ code: 0, stderr: "" });
  const file = join(compose, "docker-compose.digests.yml");
  const pinned = (name: keyof typeof images) => ({ image: `${registry.address}/${name}@${digestOf(images[name])}` });
  expect(parse(await readFile(file, "utf8"))).toEqual({
    services: {
      prometheus: pinned("prom/prometheus:v3.13.3"),
      "data-owner": pinned("prom/prometheus:v3.13.3"),
      loki: pinned("grafana/loki:3.7.8"),
    },
  });
  const files = ["monitoring", "digests"].flatMap((name) => ["-f", join(compose, `docker-compose.${name}.yml`)]);
  const { stdout } = await run(await tool("docker-compose"), ...files, "config", "--images");
  expect(stdout).toContain(pinned("prom/prometheus:v3.13.3").image);
});

it("names an image that its registry does not have, and leaves the file as it was", async () => {
  await digests("grafana/loki:3.7.8");
  const before = await readFile(join(compose, "docker-compose.digests.yml"), "utf8");
  const { code, stdout, stderr } = await digests("grafana/loki:9.9.9");
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(
    /^127\.0\.0\.1:\d+\/grafana\/loki:9\.9\.9: .*not found\nthe file of digests stays as it was\n$/,
  );
  expect(await readFile(join(compose, "docker-compose.digests.yml"), "utf8")).toBe(before);
  expect((await readdir(compose)).sort()).toEqual(["docker-compose.digests.yml", "docker-compose.monitoring.yml"]);
});

it("says what to run where `up --digests` finds no digests", async () => {
  await rm(join(compose, "docker-compose.digests.yml"), { force: true });
  const fake = [join(process.cwd(), "test/fixtures/fake-docker"), process.env.PATH].join(delimiter);
  await writeFile(join(project, "daemon"), "");
  const environment = { PATH: fake, FAKE_DOCKER: project };
  const { code, stderr } = await cli(environment, "stack", "up", "--digests", "--project", project);
  expect([code, stderr]).toEqual([2, expect.stringContaining("`npx bigdata-monitoring stack digests` writes it")]);
});

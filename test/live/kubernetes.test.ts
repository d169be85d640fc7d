import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import type { Endpoint } from "../../lib/cli/programs/endpoint.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import type { KubernetesObject } from "../../lib/schemas/kubernetes.ts";
import { startFakeDiscovery } from "../fakes/kubernetes/fake-discovery.ts";

const cli = resolve("lib/bin/bigdata-monitoring.js");
const guide = "docs/how-to/run-on-kubernetes.md";
let folder: string;
let kubectl: string;
let discovery: Endpoint;

beforeAll(async () => {
  kubectl = await tool("kubectl");
  folder = await mkdtemp(join(tmpdir(), "kubernetes-"));
  await cp("compose", join(folder, "compose"), { recursive: true, filter: (path) => !/\.env$|data$/.test(path) });
  await cp("compose/.env.example", join(folder, "compose/.env"));
  await mkdir(join(folder, "secrets"));
  await writeFile(join(folder, "secrets/smtp_password"), "secret");
  await mkdir(join(folder, "bin"));
  await symlink(kubectl, join(folder, "bin/kubectl"));
  const built = await run("npx", "bigdata-monitoring", "build", "--target", "kubernetes");
  expect(built.code, built.stderr).toBe(0);
  discovery = await startFakeDiscovery(await kindsOf("operators", "kube-prometheus-stack"));
});

afterAll(async () => {
  await discovery.stop();
  await rm(folder, { recursive: true });
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command as the guide has it, in the copy of the project. A build is that of this checkout's definitions. */
const run = (command = "", ...args: string[]): Promise<Ended> =>
  command === "npx"
    ? bigdata(...args.slice(1), "--project", ".", "--out", join(folder, "dist/kubernetes"))
    : ended(join(folder, "bin", command), args, folder);

const bigdata = (...args: string[]): Promise<Ended> => ended(process.execPath, [cli, ...args], ".");

const ended = (program: string, args: readonly string[], cwd: string): Promise<Ended> =>
  new Promise((done) => {
    const env = { PATH: process.env.PATH, HOME: folder };
    execFile(program, args, { cwd, env, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
  });

async function objectsIn(name: string): Promise<KubernetesObject[]> {
  const { code, stdout, stderr } = await run("kubectl", "kustomize", `dist/kubernetes/${name}`);
  expect(code, stderr).toBe(0);
  return parseAllDocuments(stdout).map((document) => document.toJS() as KubernetesObject);
}

async function kindsOf(...names: string[]) {
  const objects = (await Promise.all(names.map(objectsIn))).flat();
  const kinds = objects.map(({ apiVersion, kind }) => {
    const [version = "", group = ""] = String(apiVersion).split("/").reverse();
    return { group, version, kind };
  });
  return [...new Map(kinds.map((one) => [`${one.group}/${one.kind}`, one])).values()];
}

/** The words of a line of shell, without quotes. */
const words = (line: string): string[] => line.split(" ");

describe.each(["kube-prometheus-stack", "operators"])("%s", (name) => {
  it("is a kustomization whose every object kubectl would create", async () => {
    const objects = await objectsIn(name);
    const server = ["--server", discovery.url, "--dry-run=client", "--validate=false"];
    const applied = await run("kubectl", "apply", ...server, "-k", `dist/kubernetes/${name}`);
    expect(applied.stderr).toBe("");
    expect(applied.stdout.trim().split("\n")).toHaveLength(objects.length);
    expect(applied.stdout).not.toMatch(/^(?!.* created \(dry run\)$).+$/m);
  });
});

it("refuses a kustomization that names a file which is not there", async () => {
  const copy = join(folder, "broken");
  await cp(join(folder, "dist/kubernetes/base"), copy, { recursive: true });
  await rm(join(copy, "runbooks.yaml"));
  expect(await run("kubectl", "kustomize", "broken")).toMatchObject({ code: 1 });
});

describe("the guide", async () => {
  const text = await readFile(guide, "utf8");
  const commands = [...text.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = ""]) => block.trim().split("\n"));

  it("names commands of three programs", () => {
    expect(new Set(commands.map((command) => words(command)[0]))).toEqual(new Set(["npx", "kubectl", "helm"]));
  });

  it.each(commands.filter((command) => !command.startsWith("helm")))("%s", async (command) => {
    const [program, ...args] = words(command);
    // There is no cluster: nothing is sent.
    const dry = args.includes("--server-side")
      ? [...args.filter((arg) => arg !== "--server-side"), "--server", discovery.url, "--validate=false"]
      : args;
    const { code, stderr } = await run(program, ...(program === "kubectl" ? [...dry, "--dry-run=client"] : dry));
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });

  it("has a kustomization that replaces an image and an address", async () => {
    const [, example = ""] = /```yaml\n(.*?)```/s.exec(text) ?? [];
    await mkdir(join(folder, "deploy"));
    await writeFile(join(folder, "deploy/kustomization.yaml"), example);
    const { code, stdout, stderr } = await run("kubectl", "kustomize", "deploy");
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("image: registry.example.org/mlflow-exporter:0.1.0");
    expect(stdout).toContain("REDIS_ADDRESS: redis.data.svc:6379");
  });
});

describe("build --target kubernetes", () => {
  it("leaves what build wrote for compose as it is, and the other way round", async () => {
    const built = await bigdata("build", "--project", ".", "--out", join(folder, "dist"));
    expect(built.code, built.stderr).toBe(0);
    const kubernetes = await run("npx", "bigdata-monitoring", "build", "--target", "kubernetes", "--check");
    expect(kubernetes.stdout).toMatch(/^0 written, 0 removed/m);
    const compose = await bigdata("build", "--project", ".", "--out", join(folder, "dist"), "--check");
    expect(compose.stdout).toMatch(/^0 written, 0 removed/m);
  });

  it("refuses --only, and writes nothing", async () => {
    const { code, stderr } = await run(
      "npx",
      "bigdata-monitoring",
      "build",
      "--target",
      "kubernetes",
      "--only",
      "rules",
    );
    expect(stderr).toBe("--only selects outputs of compose: leave it out for kubernetes\n");
    expect(code).toBe(2);
  });
});

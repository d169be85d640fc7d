import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { environmentVariable } from "../../lib/cli/env.ts";
import { loadModel } from "../../lib/cli/load.ts";
import { readEnvFile } from "../../lib/cli/stack/env-file.ts";
import { type AfterEnd, afterEnd } from "../../scripts/compose/after-end.ts";
import { type Engine, openEngine } from "../../scripts/compose/engine.ts";
import { type ImageSource, makeImages, removeImages } from "../../scripts/compose/images.ts";
import { copyProject, type Project } from "../../scripts/compose/project.ts";
import { sinkAddresses, startSinks, stopSinks } from "../../scripts/compose/sinks.ts";
import type { StackUrls } from "../stack/setup.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Variables with which `docker` reaches the engine. */
    dockerEnvironment: Record<string, string>;
    /** The process of the engine that was started for the tests. */
    enginePid: number | undefined;
    /** The folder of the project's copy that runs. */
    project: string;
    /** What the first `up` printed. */
    firstUp: string;
    images: ImageSource[];
  }
}

/** A display name that needs quotation marks: unescaped they made the configuration unreadable. */
export const sender = { name: "Platform, monitoring", address: "monitoring@example.org" };

/** Values of `.env`, so that messages end in the sinks. */
const settings = {
  SMTP_HOST: sinkAddresses.smtp,
  SMTP_REQUIRE_TLS: "false",
  SMTP_FROM: `'"${sender.name}" <${sender.address}>'`,
  SLACK_WEBHOOK_URL: `${sinkAddresses.http}/slack`,
  // Another one than the default, and reached by this machine.
  PUBLIC_URL: "http://127.0.0.1",
  WATCHDOG_URL: `${sinkAddresses.http}/watchdog`,
};

/** Boots the whole compose file, with images that are there or made here. @returns what ends it all */
export default async function setup(test: TestProject): Promise<() => Promise<void>> {
  const engine = await openEngine();
  const folder = await mkdtemp(join(tmpdir(), "bigdata-monitoring-compose-"));
  let [project, after]: [Project?, AfterEnd?] = [];
  const end = async () => {
    await stopSinks(engine);
    const ended = await project?.stack("down");
    if (ended && ended.code !== 0) console.log(ended.output);
    if (engine.pid === undefined) await removeImages(engine);
    await after?.run();
    await engine.stop();
  };
  try {
    await refuseOthers(engine);
    after = afterEnd(removal, { PATH: "", ...engine.env, FOLDER: folder });
    const images = await makeImages(engine, await loadModel("."), await made(folder, "images"));
    report(images);
    console.log(
      "Tests that only the real Grafana, Loki or collector can pass are skipped where a stand-in is in its place.",
    );
    if (environmentVariable("PUBLISHED_IMAGES_ONLY")) refuseMade(images);
    project = await copyProject(engine, await made(folder, "project"), settings);
    // The sinks are in the stack's network, which `up` makes: Alertmanager tries again until they answer.
    const { code, output } = await project.stack("up");
    if (code !== 0) throw new Error(`\`stack up\` ended with ${code}:\n${output}`);
    await startSinks(engine, folder, "bigdata-monitoring");
    provide(test, engine, project, images, output);
    const password = (await readEnvFile(project.folder)).get("GRAFANA_ADMIN_PASSWORD") ?? "";
    test.provide("grafanaPassword", password);
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}

/** What a run that was interrupted leaves on an engine: containers, their networks and volumes, and the project's copy. */
const removal = `
  exec 2> /dev/null
  names=$(docker ps --all --quiet --filter name=^bigdata-)
  [ -z "$names" ] || docker rm --force --volumes $names
  names=$(docker network ls --quiet --filter name=^bigdata-)
  [ -z "$names" ] || docker network rm $names
  rm -rf "$FOLDER"`;

async function made(folder: string, name: string): Promise<string> {
  await mkdir(join(folder, name));
  return join(folder, name);
}

/** The containers' names and ports are those of a stack that somebody may use. */
async function refuseOthers(engine: Engine): Promise<void> {
  const running = await engine.docker("ps", "--all", "--quiet", "--filter", "name=^bigdata-");
  if (running !== "") throw new Error("a stack is on this engine: end it with `npm run down`, then test");
}

/** For a run that is to prove the published images. */
function refuseMade(images: readonly ImageSource[]): void {
  const made = images.filter(({ source }) => source !== "published image" && source !== "built here");
  if (made.length > 0) throw new Error(`not published: ${made.map(({ image }) => image).join(", ")}: pull them first`);
}

function provide(test: TestProject, engine: Engine, project: Project, images: ImageSource[], output: string): void {
  const names = ["PATH", "DOCKER_HOST", "DOCKER_SOCKET"].filter((name) => engine.env[name] !== undefined);
  test.provide("dockerEnvironment", Object.fromEntries(names.map((name) => [name, engine.env[name] ?? ""])));
  test.provide("enginePid", engine.pid);
  test.provide("project", project.folder);
  test.provide("firstUp", output);
  test.provide("images", images);
  const isReal = (name: string) => images.some(({ service, source }) => service === name && source !== "stand-in");
  const ports = { prometheus: 9090, alertmanager: 9093, grafana: 3000, loki: 3100 };
  const urls = Object.entries(ports).filter(([name]) => isReal(name));
  test.provide("urls", Object.fromEntries(urls.map(([name, port]) => [name, `http://127.0.0.1:${port}`])) as StackUrls);
}

function report(images: readonly ImageSource[]): void {
  for (const kind of new Set(images.map(({ source }) => source))) {
    const services = images.filter(({ source }) => source === kind).map(({ service }) => service);
    console.log(`${kind}: ${services.join(", ")}`);
  }
}

import { createHash } from "node:crypto";
import { rename, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { Command } from "commander";
import pLimit from "p-limit";
import { type ComposeFile, containerOf } from "../model/compose.ts";
import { settingsOf } from "../model/config.ts";
import type { Model, Stack } from "../model/model.ts";
import { positive } from "./arguments.ts";
import { loadConfig, loadModel } from "./load.ts";
import { exitCodes, messageOf, UserError } from "./outcome.ts";
import { ask, run } from "./programs/programs.ts";
import {
  buildFirst,
  type Compose,
  digestsFile,
  dockerCompose,
  type StackOptions,
  stackCommand,
  table,
} from "./stack/compose.ts";
import { prepareEnvFile, refuseWeakPassword } from "./stack/env-file.ts";
import {
  healthOf,
  isHealthy,
  lastLogLine,
  type ReadHealth,
  type ServiceState,
  type StackHealth,
  serviceStates,
} from "./stack/states.ts";

interface UpOptions extends StackOptions {
  readonly wait: number;
}

const printLine = (line: string): boolean => process.stderr.write(`${line}\n`);

export const upCommand = stackCommand("up")
  .option("--wait <seconds>", "how long to wait for health", positive, 180)
  .action(async (given: UpOptions) => {
    const options = { ...given, project: resolve(given.project) };
    const model = await loadModel(options.project);
    refuseOtherScale(model, options);
    const compose = await dockerCompose(options);
    for (const line of await prepareEnvFile(options.project)) printLine(line);
    await refuseWeakPassword(options.project);
    const changed = await buildFirst(options.project);
    const before = await serviceStates(compose, model.stack);
    await compose.show("up", "--detach", "--build", "--remove-orphans");
    await restart(compose, before, changed);
    const readHealth = await healthOf(compose, model, options.project, options.demo ?? false);
    const stack = await untilHealthy(readHealth, options.wait);
    reportAccess(model.stack);
    await reportMissing(compose, stack, options);
    for (const { service, state, health, container } of stack.broken)
      printLine(
        `${service} is ${state === "running" ? health || state : state}: docker logs ${container ?? containerOf(model, service)}${await lastLine(compose, service)}`,
      );
    process.exitCode = stack.broken.length === 0 ? exitCodes.ok : exitCodes.partial;
  });

/** What was built is for the containers that scale.ts counts, and for no others. */
function refuseOtherScale({ scale }: Model, options: StackOptions): void {
  if (options.scale && !scale)
    throw new UserError("--scale needs scale.ts: copy scale.example.ts, and change what differs");
  if (scale && !options.scale)
    throw new UserError("scale.ts is there: add --scale, or remove that file to run one of each server");
}

/** Containers that ran before still have the old files in memory. */
async function restart(compose: Compose, before: readonly ServiceState[], changed: readonly string[]): Promise<void> {
  const stale = before.filter(({ service, state }) => state === "running" && changed.includes(service));
  if (stale.length > 0) await compose.show("restart", ...stale.map(({ service }) => service));
}

/** Prints each service that becomes healthy, until all are or the time is over. @returns the last states */
async function untilHealthy(readHealth: ReadHealth, seconds: number): Promise<StackHealth> {
  const deadline = Date.now() + seconds * 1000;
  const reported = new Set<string>();
  for (;;) {
    const late = Date.now() > deadline;
    const health = await readHealth(!late);
    for (const { service } of health.states.filter(isHealthy).filter(({ service }) => !reported.has(service))) {
      reported.add(service);
      printLine(`${reported.size}/${health.states.length} healthy: ${service}`);
    }
    if (health.broken.length === 0 || late) return health;
    await new Promise((done) => setTimeout(done, 2000));
  }
}

function reportAccess(stack: Stack): void {
  const open = Object.values(stack).flatMap(({ title, ui, purpose }) => (ui ? [[title, ui, purpose]] : []));
  process.stdout.write(table(["SERVICE", "ADDRESS", "FOR"], open));
  process.stdout.write("\ncompose/.env holds Grafana's user and password.\n");
}

/** Prints each exporter whose target does not answer, and the last log line of one that ended for this reason. */
async function reportMissing(
  compose: Compose,
  { states, broken, missing }: StackHealth,
  options: UpOptions,
): Promise<void> {
  if (missing.length === 0) return;
  printLine(`${broken.length === 0 ? "the stack is up; these" : "these"} wait for your platform:`);
  for (const { service, variable, endpoints } of missing) {
    const runs = states.some((state) => state.service === service && isHealthy(state));
    const ended = runs ? "" : await lastLine(compose, service);
    printLine(`  ${service} (${variable}): ${endpoints.join(", ")} does not answer${ended}`);
  }
  if (!options.platform)
    printLine("`npm run up -- --platform` joins the platform's own network; compose/.env holds the addresses");
}

async function lastLine(compose: Compose, service: string): Promise<string> {
  const line = await lastLogLine(compose, service);
  return line === "" ? "" : `; its last log line: ${line}`;
}

export const downCommand = stackCommand("down").action(async (options: StackOptions) => {
  const project = resolve(options.project);
  const compose = await dockerCompose({ ...options, project });
  await prepareEnvFile(project);
  // Whichever collector runs, it must end as well.
  await compose.show("--profile", "alloy", "--profile", "promtail", "down", "--remove-orphans");
});

export const statusCommand = stackCommand("status")
  .option("--json", "as JSON", false)
  .action(async (options: StackOptions & { json: boolean }) => {
    const project = resolve(options.project);
    const [compose, model] = await Promise.all([dockerCompose({ ...options, project }), loadModel(project)]);
    const { states, broken, missing } = await (await healthOf(compose, model, project, options.demo ?? false))();
    const waitsFor = (service: string) => missing.find((target) => target.service === service)?.variable;
    const services = states.map((state) => ({ ...state, waitsFor: waitsFor(state.service) }));
    const rows = services.map((one) => [one.service, one.state, one.health || "-", one.waitsFor ?? "-", one.address]);
    process.stdout.write(
      options.json
        ? `${JSON.stringify(services)}\n`
        : table(["SERVICE", "STATE", "HEALTH", "WAITS FOR", "ADDRESS"], rows),
    );
    process.exitCode = broken.length === 0 ? exitCodes.ok : exitCodes.problems;
  });

/** Registries limit the rate of requests. */
const concurrentRequests = 4;

export const digestsCommand = new Command("digests")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .action(async (options: { project: string }) => {
    const project = resolve(options.project);
    const { compose } = await loadModel(project);
    if (!compose) throw new UserError(`${project}: has no compose file, so that there is no image`);
    const images = imagesOf(compose.definition);
    const digests = await digestsOf([...new Set(images.values())]);
    const { file } = settingsOf(await loadConfig(project)).compose;
    const place = digestsFile(join(project, file));
    const text = overlay(images, digests, relative(dirname(place), join(project, file)));
    await writeFile(`${place}.new`, text);
    await rename(`${place}.new`, place);
    process.stdout.write(`${relative(project, place)}: ${digests.size} images, for \`stack up --digests\`\n`);
  });

/** Image by service. One that is built here, or pinned by its digest, needs none. */
const imagesOf = ({ services }: ComposeFile): Map<string, string> =>
  new Map(
    Object.entries(services).flatMap(([service, { image, build }]) =>
      image === undefined || build !== undefined || image.includes("@") ? [] : [[service, image] as const],
    ),
  );

/** The digest of each image in its registry. @throws UserError naming every image that has none */
async function digestsOf(images: readonly string[]): Promise<Map<string, string>> {
  const buildx = await findBuildx();
  const limit = pLimit(concurrentRequests);
  const digests = new Map<string, string>();
  const failures: string[] = [];
  await Promise.all(
    images.map((image) =>
      limit(async () => {
        const [program = "", ...first] = buildx;
        try {
          // The digest of an image is that of its manifest's text: of all platforms, where there are several.
          const { stdout } = await run(program, ...first, "imagetools", "inspect", "--raw", image);
          digests.set(image, `sha256:${createHash("sha256").update(stdout).digest("hex")}`);
        } catch (error) {
          failures.push(`${image}: ${reasonOf(error as Error)}`);
        }
      }),
    ),
  );
  if (failures.length > 0) throw new UserError([...failures.sort(), "the file of digests stays as it was"].join("\n"));
  return digests;
}

const reasonOf = (error: Error & { readonly stderr?: string }): string =>
  (error.stderr ?? messageOf(error)).trim().split("\n").at(-1) || "no digest";

async function findBuildx(): Promise<readonly string[]> {
  for (const command of [["docker", "buildx"], ["docker-buildx"]]) {
    const [program = "", ...rest] = command;
    if ((await ask(program, ...rest, "version")) !== undefined) return command;
  }
  throw new UserError(
    "Docker's plugin buildx is needed, and there is none: install it (https://docs.docker.com/engine/install/ has it; Debian: docker-buildx)",
  );
}

/** The overlay's services in the order of the compose file. */
function overlay(images: ReadonlyMap<string, string>, digests: ReadonlyMap<string, string>, file: string): string {
  const lines = [...images].map(([service, image]) => `  ${service}: { image: "${image}@${digests.get(image)}" }`);
  return [
    `# The images of ${file} by digest. Written by \`npx bigdata-monitoring stack digests\`; do not edit.`,
    "#   npm run up -- --digests",
    "services:",
    ...lines,
    "",
  ].join("\n");
}

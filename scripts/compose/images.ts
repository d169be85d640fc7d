import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { ProgramName } from "../../lib/cli/programs/programs.ts";
import type { Model, Service } from "../../lib/model/model.ts";
import { sampleExposition } from "../local/sample-exposition.ts";
import { type Backend, backends, makeBackend } from "./backends.ts";
import type { Engine } from "./engine.ts";
import { RootFolder } from "./root-folder.ts";

/** Services whose image is made of a Debian program: the program, and where the published image has it. */
const programs: Readonly<Record<string, { readonly program: ProgramName; readonly at: string }>> = {
  prometheus: { program: "prometheus", at: "/bin/prometheus" },
  alertmanager: { program: "alertmanager", at: "/bin/alertmanager" },
  "web-proxy": { program: "nginx", at: "/usr/sbin/nginx" },
  "node-exporter": { program: "node-exporter", at: "/bin/node_exporter" },
  "blackbox-exporter": { program: "blackbox-exporter", at: "/bin/blackbox_exporter" },
  "redis-exporter": { program: "redis-exporter", at: "/redis_exporter" },
  "postgres-exporter": { program: "postgres-exporter", at: "/bin/postgres_exporter" },
  "mysqld-exporter": { program: "mysqld-exporter", at: "/bin/mysqld_exporter" },
};

/** Commands of published images that the compose file calls, for stand-ins to have them too. */
const commands: Readonly<Record<string, string>> = {
  "image-renderer": "/bin/grafana-image-renderer",
  loki: "/usr/bin/loki",
  "kafka-lag-exporter": "/opt/docker/bin/kafka-lag-exporter",
};

/** Captured expositions, by the name of the catalog. */
const captures = fileURLToPath(new URL("../../test/fixtures/expositions/", import.meta.url));
const demoFile = fileURLToPath(new URL("../../compose/docker-compose.demo.yml", import.meta.url));
const standIn = fileURLToPath(new URL("stand-in.mjs", import.meta.url));
/** What exporters/Dockerfile starts from. */
export const nodeImage = "node:24-alpine";

export type Source = "published image" | Backend["source"] | "built here" | "stand-in";

/** Where a service's image comes from. */
export interface ImageSource {
  readonly service: string;
  readonly image: string;
  readonly source: Source;
}

/** Of every image that was made here. */
const madeLabel = "bigdata.made-for-tests";

/** What marks a stand-in: a label of the image, and a variable of its containers. */
export const standInLabel = "bigdata.stand-in";

/**
 * Makes every image of the compose file that the engine lacks, under the name that the file pins.
 * @param folder where the images' files are collected; it must exist
 */
export async function makeImages(engine: Engine, model: Model, folder: string): Promise<ImageSource[]> {
  if ((await originOf(engine, nodeImage)) === "none")
    await make(engine, folder, nodeImage, [], async (root) => {
      await root.addSystem();
      await root.addNode();
    });
  const sources: ImageSource[] = [];
  for (const [service, { image = "", build }] of Object.entries(model.compose?.definition.services ?? {})) {
    // One that is no service of stack.ts, such as `data-owner`, runs another's image.
    if (!model.stack[service] && !(service in programs)) continue;
    const source = build ? "built here" : await provide(engine, folder, model, service, image);
    sources.push({ service, image, source });
  }
  return [...sources, ...(await makeBackends(engine, folder))];
}

interface DemoService {
  readonly image?: string;
  readonly build?: unknown;
}

/** The images of the demo's platform. */
async function makeBackends(engine: Engine, folder: string): Promise<ImageSource[]> {
  const { services } = parse(await readFile(demoFile, "utf8")) as { services: Record<string, DemoService> };
  const sources: ImageSource[] = [];
  for (const [service, { image, build }] of Object.entries(services)) {
    // The file also adds to services of the stack.
    if (image === undefined) continue;
    const backend = backends[image.replace(/:.*$/, "")];
    if (!backend && !build) throw new Error(`${demoFile}: nothing is known to make ${image} of`);
    const origin = backend && (await originOf(engine, image));
    if (backend && origin === "none") await makeBackend(engine, folder, image, backend, madeLabel);
    const source = origin === "published" ? "published image" : (backend?.source ?? "built here");
    sources.push({ service, image, source });
  }
  return sources;
}

/** Removes images that were made here, so that nobody takes them for the published ones. */
export async function removeImages(engine: Engine): Promise<void> {
  const made = await engine.docker("images", "--quiet", "--filter", `label=${madeLabel}`);
  for (const id of new Set(made.split("\n").filter(Boolean))) await engine.docker("rmi", "--force", id);
}

/** Whether the engine has an image, and whether it was made here. */
async function originOf(engine: Engine, image: string): Promise<"none" | "made" | "published"> {
  const label = await engine
    .docker("image", "inspect", "--format", `{{index .Config.Labels "${madeLabel}"}}`, image)
    .catch(() => undefined);
  if (label === undefined) return "none";
  return label.trim() === "true" ? "made" : "published";
}

async function provide(
  engine: Engine,
  folder: string,
  model: Model,
  service: string,
  image: string,
): Promise<ImageSource["source"]> {
  const origin = await originOf(engine, image);
  if (origin === "published") return "published image";
  if (origin === "made") return service in programs ? "Debian's program" : "stand-in";
  const known = programs[service];
  if (known === undefined) return await makeStandIn(engine, folder, model, service, image);
  await make(engine, folder, image, [`ENTRYPOINT ["${known.at}"]`], async (root) => {
    await root.addSystem();
    await root.addTool(known.program, known.at);
  });
  return "Debian's program";
}

async function makeStandIn(
  engine: Engine,
  folder: string,
  model: Model,
  service: string,
  image: string,
): Promise<"stand-in"> {
  const facts = model.stack[service];
  if (!facts) throw new Error(`${service} is in the compose file and not in stack.ts`);
  const lines = [
    `LABEL ${standInLabel}=${service}`,
    `ENV STAND_IN_FOR=${service} STAND_IN_PORT=${facts.port} STAND_IN_HEALTH=${facts.health}`,
    'ENTRYPOINT ["node", "/stand-in.mjs"]',
  ];
  await make(
    engine,
    folder,
    image,
    lines,
    async (root) => {
      await root.addText("/stand-in.mjs", await readFile(standIn, "utf8"));
      await root.addText("/exposition", await expositionOf(model, service, facts));
      // Health checks of some images open a connection with bash.
      await root.add("/bin/bash", "/bin/bash");
      if (commands[service]) await root.addText(commands[service], '#!/bin/sh\nexec node /stand-in.mjs "$@"\n', 0o755);
    },
    nodeImage,
  );
  return "stand-in";
}

/** Captured on a machine without containers: nothing of them is in it. */
const withoutContents = new Set(["cadvisor"]);

/** As captured from the real service where there is a capture, else generated from its catalog. */
async function expositionOf(model: Model, service: string, { catalog = service }: Service): Promise<string> {
  const captured = withoutContents.has(catalog)
    ? undefined
    : await readFile(join(captures, `${catalog}.prom`), "utf8").catch(() => undefined);
  const definition = model.catalogs.find(({ name }) => name === catalog)?.definition;
  return captured ?? (definition ? sampleExposition(definition, 0) : "");
}

async function make(
  engine: Engine,
  folder: string,
  image: string,
  lines: readonly string[],
  fill: (root: RootFolder) => Promise<void>,
  base = "scratch",
): Promise<void> {
  const context = join(folder, "image");
  await rm(context, { recursive: true, force: true });
  await mkdir(join(context, "root"), { recursive: true });
  await fill(new RootFolder(join(context, "root")));
  const paths = "ENV PATH=/usr/local/bin:/usr/bin:/bin NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt";
  const dockerfile = [`FROM ${base}`, "COPY root/ /", paths, `LABEL ${madeLabel}=true`, ...lines, ""];
  await writeFile(join(context, "Dockerfile"), dockerfile.join("\n"));
  // The classic builder: it asks no registry, and needs no plugin.
  const legacy = { ...engine.env, DOCKER_BUILDKIT: "0" };
  await engine.withEnv(legacy).docker("build", "--quiet", "--tag", image, context);
}

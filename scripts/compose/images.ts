import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { ProgramName } from "../../lib/cli/programs/programs.ts";
import type { Model, Service } from "../../lib/model/model.ts";
import { sampleExposition } from "../local/sample-exposition.ts";
import { type Backend, backends, makeBackend, recipeOf } from "./backends.ts";
import type { Engine } from "./engine.ts";
import { fingerprint } from "./fingerprint.ts";
import { programPath, RootFolder } from "./root-folder.ts";

/** Services whose image is made of a Debian program: the program, and where the published image has it. */
const programs: Readonly<Record<string, { readonly program: ProgramName; readonly at: string }>> = {
  prometheus: { program: "prometheus", at: "/bin/prometheus" },
  alertmanager: { program: "alertmanager", at: "/bin/alertmanager" },
  "web-proxy": { program: "haproxy", at: "/usr/local/sbin/haproxy" },
  "node-exporter": { program: "node-exporter", at: "/bin/node_exporter" },
  "blackbox-exporter": { program: "blackbox-exporter", at: "/bin/blackbox_exporter" },
  "redis-exporter": { program: "redis-exporter", at: "/redis_exporter" },
  "postgres-exporter": { program: "postgres-exporter", at: "/bin/postgres_exporter" },
  "mysqld-exporter": { program: "mysqld-exporter", at: "/bin/mysqld_exporter" },
  "victoria-metrics": { program: "victoria-metrics", at: "/victoria-metrics-prod" },
};

/** Commands of published images that the compose file calls, for stand-ins to have them too. */
const commands: Readonly<Record<string, string>> = {
  "image-renderer": "/bin/grafana-image-renderer",
  loki: "/usr/bin/loki",
  promtail: "/usr/bin/promtail",
  "kafka-lag-exporter": "/opt/docker/bin/kafka-lag-exporter",
  "object-store": "/usr/bin/weed",
};

/** Services of overlays that have a stand-in. */
const overlayStandIns: Readonly<Record<string, Pick<Service, "port" | "health">>> = {
  "object-store": { port: 9333, health: "/cluster/healthz" },
};

/** Captured expositions, by the name of the catalog. */
const captures = fileURLToPath(new URL("../../test/fixtures/expositions/", import.meta.url));
const overlays = ["demo", "scale"].map((name) =>
  fileURLToPath(new URL(`../../compose/docker-compose.${name}.yml`, import.meta.url)),
);
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

/** Of every image that was made here: the fingerprint of what it was made of. */
const madeLabel = "bigdata.made-for-tests";

const labelled = (print: string): string => `LABEL ${madeLabel}=${print}`;

/** How the root folders of images are filled. */
const filling = await Promise.all(
  ["images.ts", "root-folder.ts"].map((name) => readFile(new URL(name, import.meta.url), "utf8")),
);

/** What marks a stand-in: a label of the image, and a variable of its containers. */
export const standInLabel = "bigdata.stand-in";

/**
 * Makes every image of the compose file that the engine lacks, under the name that the file pins.
 * @param folder where the images' files are collected; it must exist
 */
export async function makeImages(engine: Engine, model: Model, folder: string): Promise<ImageSource[]> {
  const nodePrint = fingerprint(...filling, process.version);
  if ((await originOf(engine, nodeImage, nodePrint)) === "none")
    await make(engine, folder, nodeImage, nodePrint, [], async (root) => {
      await root.addSystem();
      await root.addNode();
    });
  const sources: ImageSource[] = [];
  for (const [service, { image = "", build }] of Object.entries(model.compose?.definition.services ?? {})) {
    // One that is no service of stack.ts, such as `data-owner`, runs another's image.
    if (!model.stack[service] && !(service in programs)) continue;
    const source = build
      ? "built here"
      : await provide(engine, folder, service, image, () => standInFor(model, service));
    sources.push({ service, image, source });
  }
  for (const file of overlays) sources.push(...(await makeOverlay(engine, folder, file)));
  return sources;
}

interface OverlayService {
  readonly image?: string;
  readonly build?: unknown;
}

/** The images that only an overlay has: those of the demo's platform, and of what several servers share. */
async function makeOverlay(engine: Engine, folder: string, file: string): Promise<ImageSource[]> {
  const yaml = parse(await readFile(file, "utf8"), { logLevel: "silent" }) as {
    services: Record<string, OverlayService>;
  };
  const sources: ImageSource[] = [];
  for (const [service, { image, build }] of Object.entries(yaml.services)) {
    // The file also adds to services of the stack.
    if (image === undefined) continue;
    const backend = backends[image.replace(/:.*$/, "")];
    const facts = overlayStandIns[service];
    if (build) sources.push({ service, image, source: "built here" });
    else if (backend) sources.push({ service, image, source: await provideBackend(engine, folder, image, backend) });
    else if (facts || service in programs) {
      const source = await provide(engine, folder, service, image, async () => ({ ...facts, exposition: "" }));
      sources.push({ service, image, source });
    } else throw new Error(`${file}: nothing is known to make ${image} of`);
  }
  return sources;
}

async function provideBackend(engine: Engine, folder: string, image: string, backend: Backend): Promise<Source> {
  const print = fingerprint(await recipeOf(backend));
  const origin = await originOf(engine, image, print);
  if (origin === "published") return "published image";
  if (origin === "none") await makeBackend(engine, folder, image, backend, labelled(print));
  return backend.source;
}

/** Removes images that were made here, so that nobody takes them for the published ones. */
export async function removeImages(engine: Engine): Promise<void> {
  const made = await engine.docker("images", "--quiet", "--filter", `label=${madeLabel}`);
  for (const id of new Set(made.split("\n").filter(Boolean))) await engine.docker("rmi", "--force", id);
}

/** Whether the engine has an image, and whether it was made here of the same parts; none where of others. */
async function originOf(engine: Engine, image: string, print: string): Promise<"none" | "made" | "published"> {
  const labels = await engine
    .docker("image", "inspect", "--format", "{{json .Config.Labels}}", image)
    .then((json) => JSON.parse(json) as Record<string, string> | null)
    .catch(() => undefined);
  if (labels === undefined) return "none";
  const made = labels?.[madeLabel];
  if (made === undefined) return "published";
  return made === print ? "made" : "none";
}

async function provide(
  engine: Engine,
  folder: string,
  service: string,
  image: string,
  standInOf: () => Promise<StandIn>,
): Promise<Source> {
  const known = programs[service];
  if (known === undefined) return await provideStandIn(engine, folder, service, image, await standInOf());
  const print = fingerprint(...filling, JSON.stringify(known), await readFile(await programPath(known.program)));
  const origin = await originOf(engine, image, print);
  if (origin === "none")
    await make(engine, folder, image, print, [`ENTRYPOINT ["${known.at}"]`], async (root) => {
      await root.addSystem();
      await root.addTool(known.program, known.at);
    });
  return origin === "published" ? "published image" : "Debian's program";
}

/** What a stand-in answers. */
interface StandIn {
  readonly port?: number;
  readonly health?: string | undefined;
  readonly exposition: string;
}

async function standInFor(model: Model, service: string): Promise<StandIn> {
  const facts = model.stack[service];
  if (!facts) throw new Error(`${service} is in the compose file and not in stack.ts`);
  return { port: facts.port, health: facts.health, exposition: await expositionOf(model, service, facts) };
}

async function provideStandIn(
  engine: Engine,
  folder: string,
  service: string,
  image: string,
  { port, health, exposition }: StandIn,
): Promise<Source> {
  const program = await readFile(standIn, "utf8");
  const lines = [
    `LABEL ${standInLabel}=${service}`,
    `ENV STAND_IN_FOR=${service} STAND_IN_PORT=${port} STAND_IN_HEALTH=${health}`,
    'ENTRYPOINT ["node", "/stand-in.mjs"]',
  ];
  const print = fingerprint(...filling, ...lines, program, exposition);
  const origin = await originOf(engine, image, print);
  if (origin === "published") return "published image";
  if (origin === "made") return "stand-in";
  await make(
    engine,
    folder,
    image,
    print,
    lines,
    async (root) => {
      await root.addText("/stand-in.mjs", program);
      await root.addText("/exposition", exposition);
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
  print: string,
  lines: readonly string[],
  fill: (root: RootFolder) => Promise<void>,
  base = "scratch",
): Promise<void> {
  const context = join(folder, "image");
  await rm(context, { recursive: true, force: true });
  await mkdir(join(context, "root"), { recursive: true });
  await fill(new RootFolder(join(context, "root")));
  const paths = "ENV PATH=/usr/local/bin:/usr/bin:/bin NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt";
  const dockerfile = [`FROM ${base}`, "COPY root/ /", paths, labelled(print), ...lines, ""];
  await writeFile(join(context, "Dockerfile"), dockerfile.join("\n"));
  // The classic builder: it asks no registry, and needs no plugin.
  const legacy = { ...engine.env, DOCKER_BUILDKIT: "0" };
  await engine.withEnv(legacy).docker("build", "--quiet", "--tag", image, context);
}

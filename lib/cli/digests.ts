import { createHash } from "node:crypto";
import { rename, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { Command } from "commander";
import pLimit from "p-limit";
import type { ComposeFile } from "../model/compose.ts";
import { settingsOf } from "../model/config.ts";
import { loadConfig, loadModel } from "./load.ts";
import { messageOf, UserError } from "./outcome.ts";
import { ask, run } from "./programs/run.ts";
import { digestsFile } from "./stack/compose.ts";

/** Registries limit the rate of requests. */
const concurrentRequests = 4;

export default new Command("digests")
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

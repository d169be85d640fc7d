import { access, chown, constants, cp, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { requestOnce } from "../http/read.ts";
import { UserError } from "../outcome.ts";
import { ask, run } from "../programs/run.ts";
import { inStack, startOfStack, untilReady } from "./admin-api.ts";
import { type Backup, broken } from "./manifest.ts";
import type { Restorable } from "./restore-parts.ts";

const snapshot = "prometheus/snapshot";
/** The folder of a block is named by its ULID. */
const ulid = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/**
 * Blocks of a snapshot, copied into Prometheus' storage while it does not run. The stack's own container is stopped and
 * started; another Prometheus must have been stopped.
 * @param data Prometheus' folder as this machine sees it
 */
export async function readPrometheus(
  backup: Backup,
  url: string,
  data: string,
  container: string,
): Promise<Restorable> {
  const files = backup.files.filter((path) => path.startsWith(`${snapshot}/`));
  const blocks = [...new Set(files.map((path) => path.split("/")[2] ?? ""))].filter((name) => ulid.test(name));
  if (blocks.length === 0)
    throw new UserError(
      `${backup.folder}: holds no block of Prometheus: the snapshot stayed on its disk — copy the folder that prometheus/snapshot.json names before the next backup (--prometheus-data), or restore the others with --only`,
    );
  for (const block of blocks)
    if (!files.includes(`${snapshot}/${block}/meta.json`))
      throw broken(backup.folder, `${snapshot}/${block} has no meta.json`);
  const from = join(backup.folder, snapshot);
  const compose = await inStack(container);
  const isRunning = await requestOnce(`${url}/-/ready`, { as: "text" }).then(
    () => true,
    () => false,
  );
  if (!compose && isRunning)
    throw new UserError(`${url}: Prometheus runs, and its container is not on this machine: stop it, then restore`);
  if (compose && !isRunning) throw new UserError(`${url}: Prometheus does not answer: start the stack, then restore`);
  if (!compose) await assertWritable(data);
  return {
    occupied: async () => {
      const loaded = compose ? await loadedBlocks(url) : (await readdir(data)).filter((name) => ulid.test(name)).length;
      return loaded === 0 ? undefined : `${loaded} blocks of samples`;
    },
    apply: async () => {
      if (compose) await copyIntoContainer(from, blocks, container, compose, url);
      else await copyIntoFolder(from, blocks, data);
      return `${blocks.length} blocks${compose ? "" : `, in ${data}: start Prometheus`}`;
    },
  };
}

async function assertWritable(data: string): Promise<void> {
  await access(data, constants.R_OK | constants.W_OK).catch(() => {
    throw new UserError(`${data}: is no folder that can be written — name Prometheus' own with --prometheus-data`);
  });
}

async function loadedBlocks(url: string): Promise<number> {
  const { body } = await requestOnce(`${url}/metrics`, { as: "text" });
  return Number(/^prometheus_tsdb_blocks_loaded (\d+)/m.exec(String(body))?.[1] ?? 0);
}

/** Through Docker, because the folder belongs to another user. `data-owner` gives the files to Prometheus. */
async function copyIntoContainer(
  from: string,
  blocks: readonly string[],
  container: string,
  files: readonly string[],
  url: string,
): Promise<void> {
  const format = "{{range .Args}}{{println .}}{{end}}";
  const args = (await ask("docker", "inspect", "--format", format, container)) ?? "";
  const storage = /^--storage\.tsdb\.path=(\S+)$/m.exec(args)?.[1] ?? "/prometheus";
  await run("docker", "stop", container);
  try {
    for (const block of blocks) await run("docker", "cp", join(from, block), `${container}:${storage}/${block}`);
  } finally {
    await startOfStack(files, ["up", "--detach", "prometheus"]);
  }
  await untilReady(url, container);
}

async function copyIntoFolder(from: string, blocks: readonly string[], data: string): Promise<void> {
  const { uid, gid } = await stat(data);
  for (const block of blocks) {
    const place = join(data, block);
    // A block never changes: the one that is there is the same.
    await cp(join(from, block), place, { recursive: true, force: false });
    if (process.getuid?.() !== 0) continue;
    for (const path of await readdir(place, { recursive: true })) await chown(join(place, path), uid, gid);
    await chown(place, uid, gid);
  }
}

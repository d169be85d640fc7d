import { setTimeout as sleep } from "node:timers/promises";
import { environmentWith } from "../env.ts";
import { UserError } from "../outcome.ts";
import { ask } from "../programs/run.ts";
import { runCompose } from "../stack/compose.ts";

/** Milliseconds that Prometheus may take to read its write-ahead log. */
const readyMilliseconds = 120_000;

/** Whether a message is Prometheus' answer where `--web.enable-admin-api` is not set. */
export const isAdminApiOff = (message: string): boolean => /admin APIs disabled/.test(message);

/**
 * Does something while the stack's Prometheus has its admin API, which any web page could call otherwise. Prometheus is
 * restarted before and after.
 * @throws UserError where no container of the stack runs here
 */
export async function withAdminApi<T>(url: string, container: string, work: () => Promise<T>): Promise<T> {
  const files = await inStack(container);
  if (!files)
    throw new UserError(
      `${url}: its admin API is off, and the container ${container} is not on this machine: start Prometheus with --web.enable-admin-api for the backup`,
    );
  const start = async (environment: Readonly<Record<string, string>>) => {
    await startOfStack(files, ["up", "--detach", "--no-deps", "prometheus"], environment);
    await untilReady(url, container);
  };
  await start({ PROMETHEUS_ADMIN_API: "--web.enable-admin-api" });
  try {
    return await work();
  } finally {
    await start({ PROMETHEUS_ADMIN_API: "" });
  }
}

/** The compose files that a container was started with; undefined where no container of the stack has the name. */
export async function inStack(container: string): Promise<readonly string[] | undefined> {
  const label = '{{index .Config.Labels "com.docker.compose.project.config_files"}}';
  const files = (await ask("docker", "inspect", "--format", label, container))?.trim();
  return files ? files.split(",") : undefined;
}

/** Runs Docker Compose with the files that a container was started with: its networks stay the same. */
export const startOfStack = (
  files: readonly string[],
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> => runCompose([...files.flatMap((file) => ["-f", file]), ...args], environmentWith(environment));

export async function untilReady(url: string, container: string): Promise<void> {
  const deadline = Date.now() + readyMilliseconds;
  while (Date.now() < deadline) {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(500);
  }
  throw new UserError(
    `${url}: Prometheus is not ready ${readyMilliseconds / 1000} s after its restart: docker logs ${container}`,
  );
}

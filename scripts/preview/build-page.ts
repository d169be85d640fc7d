import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { environmentWith } from "../../lib/cli/env.ts";
import { UserError } from "../../lib/cli/outcome.ts";
import { locked } from "../../lib/cli/programs/tools.ts";

/** The page's own package: kept out of the main install, because Grafana's components weigh some 400 MB. */
export const previewPackage = fileURLToPath(new URL("../../preview", import.meta.url));

/** The library serves the built page from a folder of its own, which is published with it. */
const builtPage = fileURLToPath(new URL("../../lib/page", import.meta.url));

/**
 * Installs the page's packages and builds it, unless both are there and newer than what they are made from.
 * @param progress called with what takes time
 * @throws UserError
 */
export async function preparePage(progress: (line: string) => void): Promise<void> {
  const lock = await readFile(join(previewPackage, "package-lock.json"), "utf8").catch(() => undefined);
  if (lock === undefined)
    throw new UserError("preview/ is missing: the preview runs from a checkout of the repository");
  await alone(async () => {
    await installPackages(lock, progress);
    if ((await changed(join(builtPage, "index.html"))) >= (await newestSource())) return;
    progress("building the page");
    await runIn(process.execPath, ["node_modules/vite/bin/vite.js", "build", "--outDir", builtPage, "--emptyOutDir"]);
    await copyAssets();
  });
}

/** Tests that run at once would prepare the page at once. Elsewhere than on Linux people start one preview. */
async function alone(work: () => Promise<void>): Promise<void> {
  if (process.platform !== "linux") return work();
  const folder = fileURLToPath(new URL("../../.tools", import.meta.url));
  await mkdir(folder, { recursive: true });
  await locked(join(folder, "preview.lock"), work);
}

/** Grafana's components ask for fonts and icons by the paths that Grafana's own server has them under. */
async function copyAssets(): Promise<void> {
  const modules = join(previewPackage, "node_modules");
  const fonts = join(builtPage, "public/fonts");
  const icons = join(builtPage, "public/build/img/icons");
  await mkdir(fonts, { recursive: true });
  await cp(join(modules, "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"), join(fonts, "inter.woff2"));
  await cp(
    join(modules, "@fontsource/roboto-mono/files/roboto-mono-latin-400-normal.woff2"),
    join(fonts, "roboto.woff2"),
  );
  await cp(join(modules, "@grafana/ui/dist/public/img/icons"), icons, { recursive: true });
  // Icons that Grafana's package asks for and does not bring.
  for (const style of await readdir(icons))
    await cp(join(previewPackage, "icons"), join(icons, style), { recursive: true });
}

/** A copy of the lock file beside the packages names them. */
async function installPackages(lock: string, progress: (line: string) => void): Promise<void> {
  const installed = join(previewPackage, "node_modules/.installed-lock.json");
  if ((await readFile(installed, "utf8").catch(() => undefined)) === lock) return;
  progress("installing Grafana's components into preview/ (once; some 400 MB)");
  await runIn("npm", ["ci", "--prefer-offline", "--ignore-scripts", "--loglevel=error"]);
  await writeFile(installed, lock);
}

/** When a file changed, in milliseconds; 0 where there is none. */
const changed = async (file: string): Promise<number> => (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;

async function newestSource(): Promise<number> {
  const page = join(previewPackage, "page");
  const files = (await readdir(page, { recursive: true })).map((file) => join(page, file));
  const settings = ["index.html", "vite.config.ts", "package-lock.json"].map((file) => join(previewPackage, file));
  return Math.max(...(await Promise.all([...files, ...settings].map(changed))));
}

async function runIn(program: string, args: readonly string[]): Promise<void> {
  // Its output is progress, so it belongs to stderr.
  const env = environmentWith({ NODE_ENV: "production" });
  const child = spawn(program, args, { cwd: previewPackage, env, stdio: ["ignore", 2, 2] });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new UserError(`"${program} ${args.join(" ")}" failed in preview/: what it said stands above`);
}

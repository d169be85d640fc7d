import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Program } from "../programs.ts";
import { run } from "../run.ts";
import { aptGet, missingPackages, openArchive } from "./apt.ts";
import { writeLaunchers } from "./launchers.ts";

/**
 * Fills `<tools>/<package>/` with the unpacked package and launchers for its programs, all or nothing.
 * Only for a holder of the lock. Downloads that an interrupted run finished are not repeated.
 */
export async function fetchPackage(tools: string, program: Program): Promise<void> {
  const archive = await openArchive(program.archive, tools);
  // Debian builds the programs of `testing` as Go binaries that need nothing but the C library.
  const names = program.archive === "own" ? await missingPackages(archive, program.package) : [program.package];
  const unpacking = join(tools, "apt", "unpacking");
  const downloads = join(tools, "apt", "downloads", program.package);
  await rm(unpacking, { recursive: true, force: true });
  await mkdir(downloads, { recursive: true });
  await aptGet(archive, downloads, "download", ...names);
  for (const file of await readdir(downloads)) await run("dpkg", "--extract", join(downloads, file), unpacking);
  await writeLaunchers(unpacking, program.package);
  await rm(join(tools, program.package), { recursive: true, force: true });
  await rename(unpacking, join(tools, program.package));
  await rm(downloads, { recursive: true });
}

import { readFile, writeFile } from "node:fs/promises";

/** Where Debian's builds of the Prometheus programs look for their templates and web pages, compiled into them. */
export const sharedFolder = "/usr/share/prometheus";

/** The descriptor under which a launcher hands over the unpacked folder in its stead. */
export const sharedDescriptor = 9;

/**
 * Lets an unpacked program find its files without an installation: the folder's compiled-in path gives way to
 * one of the same length, which leads through an open descriptor to wherever the package lies.
 */
export async function relocate(program: string): Promise<void> {
  const bytes = await readFile(program);
  const substitute = `/proc/self/fd/${sharedDescriptor}`.padEnd(sharedFolder.length, "/");
  let at = bytes.indexOf(sharedFolder);
  if (at === -1) return;
  for (; at !== -1; at = bytes.indexOf(sharedFolder, at + 1)) bytes.write(substitute, at);
  await writeFile(program, bytes);
}

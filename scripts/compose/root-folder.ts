import { chmod, copyFile, cp, mkdir, realpath, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { type ProgramName, run } from "../../lib/cli/programs/programs.ts";
import { launcherFolder, libraryFolders, programFile, tool } from "../../lib/cli/programs/tools.ts";

/** Where the machine keeps the certificates of the authorities that it trusts, and where images expect them. */
const certificates = "/etc/ssl/certs/ca-certificates.crt";

/** The root folder of an image, filled with programs of this machine or of Debian's packages. */
export class RootFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * Copies a file, with every library that it is linked with where it is a program.
   * @param root where the files of its package are
   */
  async add(from: string, to: string, root = "/"): Promise<void> {
    await this.#copy(from, to);
    await chmod(join(this.path, to), 0o755);
    for (const library of await librariesOf(from, root)) {
      const own = relative(root, library);
      await this.#copy(library, own.startsWith("..") ? library : own);
    }
  }

  /** Copies a program of the table, and the files that it expects beside it. */
  async addTool(name: ProgramName, to: string): Promise<void> {
    const root = await packageRootOf(name);
    await this.add(await programPath(name), to, root);
    const shared = join(root, "usr/share/prometheus");
    await cp(shared, join(this.path, "usr/share/prometheus"), { recursive: true }).catch(() => {});
  }

  async addText(to: string, text: string, mode = 0o644): Promise<void> {
    const file = join(this.path, to);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode });
  }

  /** Shell, common commands, certificates and users: what every image here starts from. */
  async addSystem(): Promise<void> {
    for (const folder of ["bin", "usr/bin", "root", "home/node", "dev", "proc", "sys", "run"])
      await mkdir(join(this.path, folder), { recursive: true });
    await mkdir(join(this.path, "tmp"));
    await chmod(join(this.path, "tmp"), 0o1777);
    await this.addTool("busybox", "/bin/busybox");
    const commands = (await run(await tool("busybox"), "--list")).stdout.trim().split("\n");
    for (const command of commands)
      if (command !== "busybox") await symlink("busybox", join(this.path, "bin", command));
    await symlink("/bin/env", join(this.path, "usr/bin/env"));
    await this.#copy(certificates, certificates);
    const users = { root: 0, node: 1000, nobody: 65534 };
    const lines = (line: (name: string, id: number) => string) =>
      Object.entries(users)
        .map(([name, id]) => `${line(name, id)}\n`)
        .join("");
    await this.addText(
      "/etc/passwd",
      lines((name, id) => `${name}:x:${id}:${id}::/tmp:/bin/sh`),
    );
    await this.addText(
      "/etc/group",
      lines((name, id) => `${name}:x:${id}:`),
    );
  }

  /** Node and npm, as this machine has them. */
  async addNode(): Promise<void> {
    await this.add(process.execPath, "/usr/bin/node");
    const npm = await realpath((await run("which", "npm")).stdout.trim());
    await cp(join(dirname(npm), ".."), join(this.path, "usr/lib/node_modules/npm"), { recursive: true });
    await symlink("../lib/node_modules/npm/bin/npm-cli.js", join(this.path, "usr/bin/npm"));
  }

  async #copy(from: string, to: string): Promise<void> {
    await mkdir(dirname(join(this.path, to)), { recursive: true });
    await copyFile(await realpath(from), join(this.path, to));
  }
}

/** Where the files of a program's package are: `/`, unless it was unpacked. */
async function packageRootOf(name: ProgramName): Promise<string> {
  const launcher = await tool(name);
  return launcher.includes(`/${launcherFolder}/`) ? join(dirname(launcher), "../..") : "/";
}

/** The file of a program of the table, not its launcher. */
export async function programPath(name: ProgramName): Promise<string> {
  const root = await packageRootOf(name);
  return root === "/" ? await realpath(await tool(name)) : join(root, programFile(root, name));
}

/** Paths of the libraries that a program is linked with; none where it is linked statically, or is a script. */
async function librariesOf(program: string, root: string): Promise<string[]> {
  const folders = root === "/" ? [] : (await libraryFolders(root)).map((folder) => join(root, folder));
  const listing = await run("env", `LD_LIBRARY_PATH=${folders.join(":")}`, "ldd", program).catch(() => ({
    stdout: "",
  }));
  if (listing.stdout.includes("not found")) throw new Error(`${program} lacks a library:\n${listing.stdout}`);
  return [...listing.stdout.matchAll(/(\/\S+) \(0x/g)].map(([, path = ""]) => path);
}

import { readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { UserError } from "../outcome.ts";

/**
 * The name of a project in ownership markers: the name of its package and, where the package holds several projects, the
 * path to this one, such as `monitoring/teams/payments`. It holds no white space.
 * @throws UserError where no package has a name
 */
export async function projectId(root: string): Promise<string> {
  for (let folder = root; ; folder = dirname(folder)) {
    const name = await packageName(folder);
    if (name !== undefined) {
      const way = relative(folder, root).split(sep).filter(Boolean);
      return [name, ...way].join("/").replaceAll(/\s+/g, "-");
    }
    if (dirname(folder) === folder)
      throw new UserError(
        `${root}: no package.json here or above has a "name", and push needs the project's name to mark the dashboards that it owns — add one`,
      );
  }
}

async function packageName(folder: string): Promise<string | undefined> {
  try {
    const { name } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    return typeof name === "string" && /^\S+$/.test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

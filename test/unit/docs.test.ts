import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const filesOf = (...patterns: string[]) =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns], { cwd: root })
    .toString()
    .split("\n")
    .filter((path) => path !== "" && existsSync(join(root, path)));
const documents = filesOf("*.md");

/** Headings as GitHub turns them into anchors. */
const anchorsOf = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

it("numbers the decisions from 1 without a gap, in file names and titles", () => {
  const files = readdirSync(join(root, "docs/adr")).sort();
  const numbers = files.map((_, i) => i + 1);
  expect(files.map((file) => Number(file.slice(0, 4)))).toEqual(numbers);
  expect(files.map((file) => Number(/^# (\d+)\. /.exec(read(`docs/adr/${file}`))?.[1]))).toEqual(numbers);
});

it("links only to files and headings that exist", () => {
  const broken = documents.flatMap((document) =>
    [...read(document).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].flatMap(([link, path = "", anchor]) => {
      const target = path === "" ? document : join(dirname(document), path);
      const exists = existsSync(join(root, target));
      return exists && (anchor === undefined || anchorsOf(read(target)).includes(anchor))
        ? []
        : [`${document}: ${link}`];
    }),
  );
  expect(broken).toEqual([]);
});

it("names only documents that exist, in code and configuration too", () => {
  const broken = filesOf("*.ts", "*.tsx", "*.js", "*.yml", "*.md", "*.sh").flatMap((file) =>
    [...read(file).matchAll(/(?<![\w/.-])docs\/[\w/-]+\.md/g)]
      .filter(([path]) => !existsSync(join(root, path)))
      .map(([path]) => `${file}: ${path}`),
  );
  expect(broken).toEqual([]);
});

it("prints only commands that exist", () => {
  const text = read("docs/reference/commands.md");
  const commands = new Set([...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title));
  const scripts = new Set(Object.keys(JSON.parse(read("package.json")).scripts));
  const unknown = documents.flatMap((document) => {
    const content = read(document);
    const npm = [...content.matchAll(/npm run (?:-s |--silent )?([a-z][\w:-]*)/g)].filter(
      ([, name = ""]) => !scripts.has(name),
    );
    const cli = [...content.matchAll(/npx bigdata-monitoring ([a-z]+)(?: ([a-z]+))?/g)].filter(
      ([, group = "", name]) => !commands.has(group) || (isGroup(group) && name && !commands.has(`${group} ${name}`)),
    );
    return [...npm, ...cli].map(([command]) => `${document}: ${command}`);
  });
  expect(unknown).toEqual([]);

  function isGroup(name: string): boolean {
    return [...commands].some((command) => command?.startsWith(`${name} `));
  }
});

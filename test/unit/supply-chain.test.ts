import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { lockFile, type PythonPackageName, pipInstall, pythonPackages } from "../../scripts/python/packages.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { stdout } = await promisify(execFile)("git", ["ls-files", "-z"], { cwd: root });
const own = "test/unit/supply-chain.test.ts";
const files = stdout.split("\0").filter((file) => file !== "" && file !== own && !/\.(png|webp|gz|snap)$/.test(file));
const texts = new Map(
  await Promise.all(files.map(async (file) => [file, await readFile(`${root}/${file}`, "utf8")] as const)),
);

/** The tracked files with lines that match, as `file: line`. */
const lines = (pattern: RegExp, isIn = (_file: string) => true): string[] =>
  [...texts].flatMap(([file, text]) =>
    isIn(file)
      ? text
          .split("\n")
          .filter((line) => pattern.test(line))
          .map((line) => `${file}: ${line.trim()}`)
      : [],
  );

it.each([
  ["apt takes lists that are past their date", /Check-Valid-Until/i],
  [
    "apt takes packages that nobody signed",
    /allow-?unauthenticated|no-?check-?gpg|trusted=yes|allow-?insecure|AllowWeak/i,
  ],
  ["a client of a registry trusts any server", /trusted-host|strict-ssl|NODE_TLS_REJECT_UNAUTHORIZED|http\.sslVerify/i],
  ["a download is run as it comes", /\b(?:curl|wget)\b[^\n]*\|\s*(?:ba|da)?sh\b/],
])("nowhere: %s", (_, pattern) => {
  expect(lines(pattern)).toEqual([]);
});

it("only the words that demand hashes install Python packages", () => {
  expect(pipInstall("lock.txt")).toEqual(expect.arrayContaining(["--require-hashes", "--no-deps"]));
  // Guides tell users how to install a library for a service of theirs; a fixture's script says what it was made with.
  const isCode = (file: string) => !file.endsWith(".md") && !file.startsWith("test/fixtures/");
  expect(lines(/\b(?:pip3?|pipx|uv)\b["',\s]+(?:tool |pip )?(?:install|download|run|sync)\b/, isCode)).toEqual([]);
  expect(lines(/\bpipInstall\(/).map((line) => line.split(":")[0])).toEqual([
    "scripts/compose/backends.ts",
    "scripts/python/install.ts",
  ]);
});

it.each(Object.keys(pythonPackages) as PythonPackageName[])(
  "%s is locked to one version, with hashes of all",
  async (name) => {
    const text = (await readFile(lockFile(name), "utf8")).replaceAll("\\\n", " ");
    const requirements = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    expect(requirements.length).toBeGreaterThan(0);
    const hash = "--hash=sha256:[0-9a-f]{64}";
    const pinned = new RegExp(`^[a-z0-9._-]+==[^ ;]+( ; [^\\n]*?)?( +${hash})+$`);
    expect(requirements.filter((line) => !pinned.test(line))).toEqual([]);
    expect(requirements.filter((line) => line.startsWith(`${name}==`))).toHaveLength(1);
    expect(text).toContain(`change ${pythonPackages[name].requirement} in packages.ts`);
  },
);

it("npm's lock files have the hash of every package", () => {
  const locks = files.filter((file) => /(^|\/)package-lock\.json$/.test(file));
  expect(locks).toContain("package-lock.json");
  for (const lock of locks) {
    const { packages } = JSON.parse(texts.get(lock) ?? "") as {
      packages: Readonly<Record<string, { resolved?: string; integrity?: string; link?: boolean }>>;
    };
    const fetched = Object.entries(packages).filter(([path, { link }]) => path.includes("node_modules/") && !link);
    expect(fetched.length).toBeGreaterThan(10);
    expect(fetched.filter(([, { integrity }]) => !integrity?.startsWith("sha512-"))).toEqual([]);
  }
});

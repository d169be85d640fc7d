import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { createInterface } from "node:readline/promises";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inTemporaryFolder, nameIn, outputFolder, pathIn } from "../../../lib/cli/folders.ts";
import { UserError } from "../../../lib/cli/outcome.ts";
import { write } from "../../../lib/cli/write.ts";
import { runs } from "../../support/properties.ts";

let outside: string;
let folder: string;
beforeAll(async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), "contain-")));
  [outside, folder] = [join(root, "outside"), join(root, "folder")];
  await mkdir(outside);
  await mkdir(join(folder, "deep/deeper"), { recursive: true });
  await writeFile(join(outside, "secret"), "secret");
  await symlink(outside, join(folder, "out"));
  await symlink(join(outside, "secret"), join(folder, "deep/secret.json"));
  await symlink(join(outside, "nowhere"), join(folder, "dangling"));
  await symlink("loop", join(folder, "loop"));
  await symlink("deep", join(folder, "within"));
});
afterAll(() => rm(join(folder, ".."), { recursive: true }));

const isInside = (path: string): boolean => {
  const way = relative(folder, path);
  return way !== "" && way.split(sep)[0] !== "..";
};

describe("a path that comes from outside", () => {
  it.each([
    ...[
      "",
      ".",
      "..",
      "../x",
      "a/../../x",
      "/etc/passwd",
      "//x",
      "a//b",
      "a/",
      "./a",
      "a\\..\\b",
      "\\x",
      "C:x",
      "a\0b",
    ],
    ...["a\nb", "\u001b[2J", "a ", "a.", "nul", "CON.json", "a/aux.ts", "x".repeat(300), "out", "out/x", "dangling"],
    ...["dangling/x", "loop", "loop/x", "deep/secret.json", "deep/../out/x", "within/secret.json"],
  ])("is refused: %j", async (path) => {
    await expect(pathIn(folder, path)).rejects.toThrow(UserError);
  });

  it.each([
    "a",
    "deep",
    "deep/deeper/new.json",
    "new/folder/a.yml",
    "within/a",
    "..a",
    "a..b",
    ".hidden",
    "Ü b (1).json",
  ])("is taken: %j", async (path) => {
    expect(await pathIn(folder, path)).toBe(join(folder, path));
  });

  it("names one file where one name is meant", async () => {
    await expect(nameIn(folder, "deep/x.json")).rejects.toThrow('"deep/x.json" cannot be a file\'s name');
    await expect(nameIn(folder, undefined)).rejects.toThrow("undefined cannot be a file's name");
  });

  it("never leads out of the folder, whatever it is made of", async () => {
    const piece = fc.oneof(
      fc.constantFrom("..", ".", "", "out", "deep", "within", "loop", "secret.json", "dangling", "~", "%2e%2e", "\0"),
      fc.constantFrom("/", "\\", outside, `${outside}/secret`, "C:", "file://"),
      fc.string({ maxLength: 5 }),
    );
    const path = fc
      .array(piece, { maxLength: 6 })
      .chain((pieces) => fc.constantFrom(pieces.join("/"), pieces.join("")));
    await fc.assert(
      fc.asyncProperty(path, async (text) => {
        const place = await pathIn(folder, text).catch((error) => error);
        if (place instanceof Error) {
          expect(place).toBeInstanceOf(UserError);
          return;
        }
        expect(isInside(place)).toBe(true);
        const real = await realpath(place).catch(() => folder + sep);
        expect(real === folder + sep || isInside(real)).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });
});

describe("what build writes and removes", () => {
  const file = (path: string) => ({ path, source: "rules/a.ts", text: "x\n", document: {} });
  let dist: string;
  beforeEach(async () => {
    dist = await mkdtemp(join(folder, "..", "dist-"));
  });
  const outsideNow = async () => [await readdir(outside), await readFile(join(outside, "secret"), "utf8")];

  it("stays in its folder, whatever files are called and whatever a manifest lists", async () => {
    const before = await outsideNow();
    for (const path of ["../outside/secret", join(outside, "secret"), "templates/../../outside/secret"]) {
      await expect(write(dist, [file("a.yml"), file(path)], false)).rejects.toThrow(
        /cannot be a file's name|leads out/,
      );
      const manifest = { files: [{ path, source: "", sha256: "" }] };
      await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest));
      await expect(write(dist, [file("a.yml")], false)).rejects.toThrow(/manifest.json/);
    }
    expect(await outsideNow()).toEqual(before);
  });

  it.each(["grafana", "manifest.json", "grafana/a.json"])("refuses a link that leads out: %s", async (link) => {
    const before = await outsideNow();
    await mkdir(dirname(join(dist, link)), { recursive: true });
    await symlink(link === "grafana" ? outside : join(outside, "secret"), join(dist, link));
    await expect(write(dist, [file("grafana/a.json")], false)).rejects.toThrow(`${link}`);
    expect(await outsideNow()).toEqual(before);
  });

  it.each(["{}", "[]", "null", "3", '{"files":[null]}', '{"files":[{"path":7}]}', "{"])(
    "names a manifest that is none: %s",
    async (text) => {
      await writeFile(join(dist, "manifest.json"), text);
      await expect(write(dist, [file("a.yml")], false)).rejects.toThrow(
        /manifest.json: .* — remove it and build again/,
      );
      expect(await readdir(dist)).toEqual(["manifest.json"]);
    },
  );

  it("takes no output folder in the project that is a link to elsewhere; one that is named is taken", async () => {
    await expect(outputFolder(folder, join(folder, "out/dist"))).rejects.toThrow("leads out of");
    await expect(outputFolder(folder, join(folder, "out"))).rejects.toThrow("leads out of");
    expect(await outputFolder(folder, outside)).toBe(outside);
    expect(await outputFolder(folder, join(folder, "../elsewhere"))).toBe(join(folder, "../elsewhere"));
    expect(await outputFolder(folder, join(folder, "dist"))).toBe(join(folder, "dist"));
    expect(await outputFolder(folder, "elsewhere")).toBe(resolve("elsewhere"));
    // Both are relative to where the command runs: not big/big/dist.
    expect(await outputFolder("big", "big/dist")).toBe(resolve("big/dist"));
  });
});

const module = new URL("../../../lib/cli/folders.ts", import.meta.url).href;
const script = `
  const { inTemporaryFolder } = await import(${JSON.stringify(module)});
  await inTemporaryFolder("first", (first) =>
    inTemporaryFolder("second", async (second) => {
      console.log(JSON.stringify([first, second]));
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    }));`;

it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "leaves no folder behind when %s ends the command",
  async (signal) => {
    const args = ["--import", "tsx", "--input-type=module", "--eval", script];
    const command = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(command, "exit");
    const [line] = await once(createInterface(command.stdout), "line");
    command.kill(signal);
    expect(await ended).toEqual([null, signal]);
    for (const folder of JSON.parse(line)) await expect(access(folder)).rejects.toThrow("ENOENT");
  },
);

it("leaves no folder and no listener behind when the work fails", async () => {
  const before = process.listenerCount("SIGINT");
  let used = "";
  const work = inTemporaryFolder("failing", async (folder) => {
    used = folder;
    throw new Error("of the work");
  });
  await expect(work).rejects.toThrow("of the work");
  await expect(access(used)).rejects.toThrow("ENOENT");
  expect(process.listenerCount("SIGINT")).toBe(before);
});

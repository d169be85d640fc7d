import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tool } from "../lib/cli/programs/tools.ts";
import { defineBenchmark, milliseconds } from "./bench.ts";
import { leastOfEach, userMilliseconds, wallMilliseconds } from "./build/cpu.ts";
import { jsonnetCommand, whyNoJsonnet } from "./build/jsonnet.ts";
import { writeProject } from "./build/project.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const program = (library: string): string => join(library, "bin/bigdata-monitoring.js");
const cli = program(join(root, "lib"));
const rounds = 7;
const large = { dashboards: 1000, panels: 5, groups: 200, rules: 50 };
/** The same as jsonnet's: this many dashboards of this many panels. */
const boards = { dashboards: 6, panels: 50, groups: 6, rules: 2 };

export default defineBenchmark({
  name: "build",
  question:
    "How much processor time do commands take, compared with a bare Node that imports the SDK's dashboard module?",
  run: async () => {
    const folder = await mkdtemp(join(tmpdir(), "bench-build-"));
    try {
      return [...(await smallLines(folder)), ...(await jsonnetLines(folder)), ...(await largeLines(folder))];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

async function smallLines(folder: string): Promise<string[]> {
  const project = join(folder, "project");
  const library = join(folder, "library");
  await copyProject(project);
  await copyProject(library);
  const node = (...args: string[]) => userMilliseconds([process.execPath, ...args], project);
  const build = () => node(cli, "build");
  const own = program(join(library, "lib"));
  /** What the run before has left in the caches is measured, not what it took to fill them. */
  const again = async (run: () => Promise<number>) => {
    await run();
    return run();
  };
  const least = await leastOfEach(rounds, {
    bare: () => node("--eval", ""),
    sdk: () => node("--input-type=module", "--eval", 'import "@grafana/grafana-foundation-sdk/dashboard";'),
    help: () => again(() => node(cli, "--help")),
    build: () => again(build),
    cold: async () => {
      await rm(join(project, "node_modules/.cache"), { recursive: true, force: true });
      await rm(join(root, "lib/build/cli/.compiled"), { recursive: true, force: true });
      return build();
    },
    edited: async () => {
      await append(join(project, "rules/kafka.ts"), "\n");
      return build();
    },
    library: async () => {
      await append(join(library, "lib/checks/panels.ts"), "\n");
      return userMilliseconds([process.execPath, own, "build"], library);
    },
  });
  const { bare, sdk } = least;
  return [
    `bare Node: ${inWords(bare)}; with the SDK's dashboard module: ${inWords(sdk)}`,
    line("--help", least.help, "bare Node", bare),
    line("build", least.build, "Node with the SDK", sdk),
    line("build with empty caches", least.cold, "Node with the SDK", sdk),
    line("build after an edit of a rule group", least.edited, "Node with the SDK", sdk),
    line("build after an edit of the library", least.library, "Node with the SDK", sdk),
  ];
}

/** This repository's definitions and library, without what was built from them. */
async function copyProject(to: string): Promise<void> {
  const isSource = (path: string) => !/\/(?:node_modules|dist|build|\.git|\.tools|data)$/.test(path);
  await cp(root, to, { recursive: true, filter: isSource });
  // A folder of its own, which holds the copy's own cache.
  await mkdir(join(to, "node_modules"));
  for (const name of (await readdir(join(root, "node_modules"))).filter((name) => name !== ".cache"))
    await symlink(join(root, "node_modules", name), join(to, "node_modules", name));
}

const append = async (file: string, text: string): Promise<void> =>
  writeFile(file, `${await readFile(file, "utf8")}${text}`);

async function jsonnetLines(folder: string): Promise<string[]> {
  const reason = await whyNoJsonnet();
  if (reason) return [reason];
  const project = join(folder, "boards");
  await writeProject(project, boards);
  const command = await jsonnetCommand(folder, boards);
  const { ours, reference } = await leastOfEach(rounds, {
    ours: () => userMilliseconds([process.execPath, cli, "build"], project),
    reference: () => userMilliseconds(command, folder),
  });
  const what = `build of ${boards.dashboards} dashboards of ${boards.panels} panels`;
  return [line(what, ours, "go-jsonnet with grafonnet, without checks", reference)];
}

async function largeLines(folder: string): Promise<string[]> {
  const project = join(folder, "large");
  await writeProject(project, large);
  const peak = join(folder, "peak");
  const preload = `process.on("exit", () => require("fs").writeFileSync(${JSON.stringify(peak)}, String(process.resourceUsage().maxRSS)))`;
  await writeFile(join(folder, "peak.cjs"), preload);
  const build = () =>
    userMilliseconds([process.execPath, "--require", join(folder, "peak.cjs"), cli, "build"], project);
  const what = `build of ${large.dashboards} dashboards and ${large.groups * large.rules} rules`;
  const lines: string[] = [];
  for (const which of ["first", "again"]) {
    let user = 0;
    const real = await milliseconds(async () => {
      user = await build();
    });
    const mebibytes = Number(await readFile(peak, "utf8")) / 1024;
    lines.push(
      `${what}, ${which}: ${inWords(user)} of processor time, ${inWords(real)} in all, ${mebibytes.toFixed(0)} MiB`,
    );
  }
  return [...lines, ...(await ruleFilesLines(project))];
}

/** The rule files that were built, read as foreign ones: labels, units and templates are checked too. */
async function ruleFilesLines(project: string): Promise<string[]> {
  const rules = join(project, "dist/prometheus/rules");
  const files = (await readdir(rules)).map((name) => join(rules, name));
  const promtool = await tool("promtool");
  const check = [process.execPath, cli, "check", "--rules", ...files];
  const reference = [promtool, "check", "rules", "--lint=none", ...files];
  await userMilliseconds(check, project);
  const { ours, theirs, wall, theirWall } = await leastOfEach(5, {
    wall: () => wallMilliseconds(check, project),
    theirWall: () => wallMilliseconds(reference, project),
    ours: () => userMilliseconds(check, project),
    theirs: () => userMilliseconds(reference, project),
  });
  const what = `check of ${large.groups * large.rules} rules in ${files.length} files with ${availableParallelism()} processors`;
  return [
    line(`${what}, wall time`, wall, "promtool check rules", theirWall),
    line(`${what}, processor time`, ours, "promtool check rules", theirs),
  ];
}

const inWords = (ms: number): string => (ms < 2000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`);

const line = (what: string, ms: number, other: string, reference: number): string =>
  `${what}: ${inWords(ms)}, ${(ms / reference).toFixed(2)} times ${other}`;

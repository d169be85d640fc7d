import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Command, Option } from "commander";
import { loadModel } from "../lib/cli/load.ts";
import { UserError } from "../lib/cli/outcome.ts";
import type { Sources } from "../lib/cli/preview.ts";
import { atRevision } from "../lib/cli/revision.ts";
import { type PlatformName, platforms } from "../simulator/platforms/index.ts";
import { recordedLines, startRecordedLoki } from "./backfill/loki.ts";
import { recordedNow } from "./backfill/platform.ts";
import { startRecordedPrometheus, startRecordedWorld } from "./backfill/prometheus.ts";
import { startStandInLoki } from "./backfill/stand-in-loki.ts";
import { type Browser, startBrowser } from "./preview/browser.ts";
import { preparePage } from "./preview/build-page.ts";
import { startOwnPreview } from "./preview/start.ts";
import { runScript } from "./run-script.ts";
import { findLoki } from "./servers/loki-program.ts";
import { differences } from "./shots/difference.ts";
import { type Format, markdown } from "./shots/markdown.ts";
import { type Shot, type ShotOptions, takeShots } from "./shots/take.ts";
import { webp } from "./shots/webp.ts";

interface ShotsOptions {
  readonly project: string;
  readonly out: string;
  readonly board?: readonly string[];
  readonly panel?: string;
  readonly base?: string;
  readonly width: readonly string[];
  readonly theme: "dark" | "light";
  readonly open: boolean;
  readonly format: Format;
  readonly world?: PlatformName;
}

const command = new Command("shots")
  .description("Take pictures of every dashboard at a fixed time on recorded data, and print Markdown that shows them.")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--out <dir>", "where to write", "data/shots")
  .option("--board <uid...>", "these boards only")
  .option("--panel <title>", "this panel only, instead of whole boards")
  .option("--base <revision>", "take them of a git revision too, and what differs")
  .option("--width <pixels...>", "the windows' widths", ["1280", "1920"])
  .addOption(new Option("--theme <theme>", "the page's colours").choices(["dark", "light"]).default("dark"))
  .option("--open", "open the rows that are folded", false)
  .addOption(
    new Option("--world <platform>", "on half a quiet day of a simulated platform").choices(Object.keys(platforms)),
  )
  .addOption(new Option("--format <format>", "of the pictures").choices(["png", "webp"]).default("png"))
  .action(shots);

const progress = (line: string): boolean => process.stderr.write(`${line}\n`);

async function shots(options: ShotsOptions): Promise<void> {
  const { out, base, board, panel, theme, open, format } = options;
  const project = resolve(options.project);
  const model = await loadModel(project);
  const known = model.dashboards.map(({ name }) => name);
  const unknown = (board ?? []).filter((uid) => !known.includes(uid));
  if (unknown.length > 0) throw new UserError(`no such board: ${unknown.join(", ")}: there are ${known.join(", ")}`);
  await preparePage(progress);
  await using prometheus =
    options.world === undefined
      ? { ...(await startRecordedPrometheus(model, progress)), now: recordedNow }
      : await startRecordedWorld(options.world, progress);
  await using loki = (await findLoki())
    ? ((await startRecordedLoki(model, progress)) ?? null)
    : await startStandInLoki(recordedLines());
  const sources = { prometheus: prometheus.url, ...(loki && { loki: loki.url }) };
  const asked: ShotOptions = {
    boards: board ?? known,
    widths: options.width.map(Number),
    theme,
    open,
    now: prometheus.now,
    ...(panel && { panel }),
  };
  await using browser = await startBrowser();
  const after = await shotsOf(project, sources, asked, browser);
  const before = base === undefined ? [] : await shotsOfRevision(project, base, sources, asked, browser);
  const pictures = [...after, ...before.map(({ name, png }) => ({ name: `${name}.before`, png }))];
  const compared = differences(before, after);
  const changed = compared.map(({ name, png }) => ({ name: `${name}.difference`, png }));
  await mkdir(out, { recursive: true });
  for (const { name, png } of [...pictures, ...changed])
    await writeFile(join(out, `${name}.${format}`), format === "png" ? png : await webp(browser, png));
  process.stdout.write(markdown(after, base === undefined ? undefined : compared, format));
}

async function shotsOf(project: string, sources: Sources, asked: ShotOptions, browser: Browser): Promise<Shot[]> {
  await using page = await startOwnPreview({ project, sources, progress });
  return await takeShots(browser, page.url, asked, progress);
}

const shotsOfRevision = (
  project: string,
  revision: string,
  sources: Sources,
  asked: ShotOptions,
  browser: Browser,
): Promise<Shot[]> =>
  atRevision(project, revision, async (old) => {
    progress(`the same of ${revision}`);
    const { dashboards } = await loadModel(old);
    const there = asked.boards.filter((uid) => dashboards.some(({ name }) => name === uid));
    return await shotsOf(old, sources, { ...asked, boards: there }, browser);
  });

await runScript(command);

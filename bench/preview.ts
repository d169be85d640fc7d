import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { loadModel } from "../lib/cli/load.ts";
import { liveBoards } from "../lib/cli/preview/live-boards.ts";
import { recordedNow } from "../scripts/backfill/platform.ts";
import { startRecordedPrometheus } from "../scripts/backfill/prometheus.ts";
import { type BrowserPage, startBrowser, untilTrue } from "../scripts/preview/browser.ts";
import { startOwnPreview } from "../scripts/preview/start.ts";
import { copyOfProject } from "../test/live/preview/page.ts";
import { defineBenchmark, median, milliseconds } from "./bench.ts";
import { type Edit, follow, now, paintedWith } from "./preview/times.ts";

const rounds = 9;
const file = "dashboards/kafka/topic-throughput.ts";
/** A time that does not move: nothing but a save changes the page. */
const time = `from=${(recordedNow - 6 * 3600) * 1000}&to=${recordedNow * 1000}&refresh=`;
const inSightIsDrawn = "document.querySelector('[data-state=done]') && !document.querySelector('[data-state=loading]')";
const progress = (line: string) => process.stderr.write(`${line}\n`);

const newTitle: Edit = {
  from: 'stat("Brokers"',
  to: (save) => `stat("Brokers, save ${save}"`,
  panel: (save) => `Brokers, save ${save}`,
  words: (save) => `Brokers, save ${save}`,
};
const newQuery: Edit = {
  from: 'query(messagesIn, "{{topic}}")',
  to: (save) => `query(promql\`\${messagesIn} * 1.0${save}\`, "{{topic}} in save ${save}")`,
  panel: () => "Messages in by topic",
  words: (save) => `in save ${save}`,
};

interface Times {
  readonly sent: number;
  readonly painted: number;
}

export default defineBenchmark({
  name: "preview",
  question: "How long from saving a definition until the open page shows it, beside loading all from cold?",
  run: async () => {
    const { folder, remove } = await copyOfProject();
    await using prometheus = await startRecordedPrometheus(await loadModel("."), progress);
    await using preview = await startOwnPreview({ project: folder, sources: { prometheus: prometheus.url }, progress });
    const browser = await startBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 1000 }, timezoneId: "UTC" });
      await page.goto(`${preview.url}/d/kafka?${time}`);
      await untilTrue(page, inSightIsDrawn);
      const titles = await saves(newTitle, folder, preview.url, page);
      const queries = await saves(newQuery, folder, preview.url, page);
      const problems = await problemsTold(folder, preview.url);
      const cold = [await fromCold(folder), await fromCold(folder), await fromCold(folder)];
      return [
        ...figures("a new title", titles, cold),
        ...figures("a new query", queries, cold),
        `a problem: save until the checks' word is sent ${median(problems).toFixed(0)} ms (median of ${problems.length})`,
        `all boards from cold: ${median(cold).toFixed(0)} ms (median of ${cold.length})`,
      ];
    } finally {
      await browser.close();
      await remove();
    }
  },
});

async function saves(edit: Edit, folder: string, preview: string, page: BrowserPage): Promise<Times[]> {
  const path = join(folder, file);
  const whole = await readFile(path, "utf8");
  const pushed = await follow(preview);
  const times: Times[] = [];
  for (let save = 0; save <= rounds; save++) {
    const painted = await paintedWith(page, edit.panel(save), edit.words(save));
    const begin = now();
    await writeFile(
      path,
      whole.replace(edit.from, () => edit.to(save)),
    );
    const [sent, shown] = await Promise.all([pushed.sentWith(edit.words(save)), painted.time]);
    times.push({ sent: sent - begin, painted: shown - begin });
    // Checks are done by then, as they are between two saves of a person.
    await setTimeout(2000);
  }
  pushed.stop();
  // The first one warms all up.
  return times.slice(1);
}

async function problemsTold(folder: string, preview: string): Promise<number[]> {
  const path = join(folder, file);
  const whole = await readFile(path, "utf8");
  const pushed = await follow(preview);
  const times: number[] = [];
  for (let save = 0; save < rounds; save++) {
    const begin = now();
    await writeFile(path, whole.replace("kafka_brokers{", "kafka_brokerz{"));
    times.push((await pushed.sentWith('"problems":[{')) - begin);
    await writeFile(path, whole);
    await pushed.sentWith('"problems":[]');
  }
  pushed.stop();
  return times;
}

function fromCold(folder: string): Promise<number> {
  return milliseconds(async () => {
    const live = liveBoards(folder, false);
    await new Promise<void>((loaded) => live.onChange(() => loaded()));
    live.stop();
  });
}

function figures(what: string, times: readonly Times[], cold: readonly number[]): string[] {
  const painted = times.map((time) => time.painted);
  const drawing = times.map((time) => time.painted - time.sent);
  const [middle, best] = [median(painted), Math.min(...painted)].map((value) => value.toFixed(0));
  const shares = `sent after ${median(times.map(({ sent }) => sent)).toFixed(0)}, drawn ${median(drawing).toFixed(0)} later`;
  const ratio = `${(median(painted) / median(cold)).toFixed(2)} of all boards from cold`;
  return [`${what}: save to pixels ${middle} ms (median of ${painted.length}, best ${best}; ${shares}), ${ratio}`];
}

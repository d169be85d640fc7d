import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { exists } from "../../../lib/cli/load/bundle.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import { type Boards, type LiveBoards, liveBoards } from "../../../lib/cli/preview/live-boards.ts";
import { copyOfProject } from "./page.ts";

const deep = "dashboards/kafka/topic-throughput.ts";

let project: Awaited<ReturnType<typeof copyOfProject>>;
let live: LiveBoards;
const undo: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  project = await copyOfProject();
  live = liveBoards(project.folder, false);
  await until(({ boards }) => boards.length > 0);
});

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

afterAll(async () => {
  live?.stop();
  await project?.remove();
});

/** Resolves with the boards as soon as they are so. */
function until(isSo: (boards: Boards) => boolean, from = live): Promise<Boards> {
  return new Promise((resolve) => {
    const look = (boards: Boards | undefined) => {
      if (!boards || !isSo(boards)) return;
      forget();
      resolve(boards);
    };
    const forget = from.onChange(look);
    look(from.now());
  });
}

const path = (file: string) => join(project.folder, file);

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(path(file)), { recursive: true });
  await writeFile(path(file), text);
}

/** Saves another text in the place of one, until the test ends. */
async function edit(file: string, from: string | RegExp, to: string): Promise<void> {
  const whole = await readFile(path(file), "utf8");
  const edited = whole.replace(from, () => to);
  expect(edited).not.toBe(whole);
  undo.push(() => write(file, whole));
  await write(file, edited);
}

const board = ({ boards }: Boards, uid: string) => boards.find((one) => one.uid === uid);
/** @param words as they stand in the JSON of a board, without backslashes */
const shows = (uid: string, words: string) => (boards: Boards) =>
  JSON.stringify(board(boards, uid) ?? "")
    .replaceAll("\\", "")
    .includes(words);

it("shows a save deep in a board on that board alone", async () => {
  const before = live.now()?.boards ?? [];
  await edit(deep, '"Brokers"', '"Brokers now"');
  const { boards } = await until(shows("kafka", "Brokers now"));
  const others = before.filter(({ uid }) => uid !== "kafka");
  expect(others).toHaveLength(before.length - 1);
  expect(boards.filter(({ uid }) => uid !== "kafka").every((one, i) => one === others[i])).toBe(true);
});

it("shows a save of a file that many boards import", async () => {
  await edit("thresholds.ts", "lagSeconds: { warning: 300,", "lagSeconds: { warning: 301,");
  await until(shows("kafka", '"value":301'));
  await edit("stack.ts", 'job="', 'job="the-');
  const { boards } = await until(shows("kafka", 'job="the-kafka-exporter"'));
  expect(boards.filter(({ uid = "" }) => shows(uid, 'job="the-')({ boards } as Boards))).toHaveLength(boards.length);
  await edit("dashboards/kafka/selectors.ts", 'topic=~"$topic"`;', 'topic=~"$topic",a="b"`;');
  await until(shows("kafka", 'a="b"'));
});

it("shows a row whose file, folder and all, comes after the line that imports it", async () => {
  await edit("dashboards/etl.ts", "rows: [", "rows: [fresh, ");
  await edit("dashboards/etl.ts", /^import/m, 'import { fresh } from "./etl/new/fresh.ts";\nimport');
  await until(
    ({ loadError }) =>
      loadError?.includes('dashboards/etl.ts:2:22: ERROR: Could not resolve "./etl/new/fresh.ts"') ?? false,
  );
  const fresh = (title: string) => `import { row } from "bigdata-monitoring";\nexport const fresh = row("${title}");\n`;
  undo.push(() => rm(path("dashboards/etl/new"), { recursive: true }));
  await write("dashboards/etl/new/fresh.ts", fresh("A fresh row"));
  const boards = await until(shows("etl", "A fresh row"));
  expect(boards.loadError).toBeUndefined();
  await write("dashboards/etl/new/fresh.ts", fresh("A fresher row"));
  await until(shows("etl", "A fresher row"));
});

it("shows a board that comes, is renamed and goes", async () => {
  await write("dashboards/new.ts", await readFile(path("dashboards/kafka.ts"), "utf8"));
  await until((boards) => board(boards, "new") !== undefined);
  await rename(path("dashboards/new.ts"), path("dashboards/newer.ts"));
  const { boards } = await until((now) => board(now, "newer") !== undefined);
  expect(boards.map(({ uid }) => uid)).not.toContain("new");
  // Once the checks have read all other files too, nothing is to be loaded when a board goes.
  await until(({ problems }) => problems.some(({ file }) => file === "dashboards/newer.ts"));
  await rm(path("dashboards/newer.ts"));
  await until((now) => board(now, "newer") === undefined);
});

it("reports a broken save until it is fixed, and shows the other boards meanwhile", async () => {
  const whole = await readFile(path(deep), "utf8");
  await edit(deep, 'stat("Brokers"', "stat(");
  await until(({ loadError }) => /^dashboards\/kafka\/topic-throughput\.ts:\d+:\d+: ERROR: /.test(loadError ?? ""));
  await edit("dashboards/etl.ts", /title: "[^"]*"/, 'title: "Meanwhile"');
  const meanwhile = await until(shows("etl", "Meanwhile"));
  expect(meanwhile.loadError).toBeDefined();
  expect(shows("kafka", '"title":"Brokers"')(meanwhile)).toBe(true);
  const broken = whole.replace(/^const redFromOne/m, "const other = nothing.at.all();\nconst redFromOne");
  const line = broken.split("\n").indexOf("const other = nothing.at.all();") + 1;
  await write(deep, broken);
  await until(({ loadError }) => loadError?.includes(`:${line}: cannot be imported: nothing is not defined`) ?? false);
  await write(deep, whole);
  await until(({ loadError }) => loadError === undefined);
});

it("reports a broken save of a file that only checks read", async () => {
  await edit("rules/kafka.ts", "export default", "export defalt");
  await until(({ loadError }) => loadError?.startsWith("rules/kafka.ts:") ?? false);
  await edit(deep, '"Brokers"', '"Brokers now"');
  const boards = await until(shows("kafka", "Brokers now"));
  expect(boards.loadError).toContain("rules/kafka.ts:");
  await undo.shift()?.();
  await until(({ loadError }) => loadError === undefined);
});

it("lives on after a definition that ends its process", async () => {
  await edit(deep, "const redFromOne", 'process.kill(process.pid, "SIGKILL");\nconst redFromOne');
  await until(({ loadError }) => loadError?.includes("has ended (SIGKILL)") ?? false);
  await undo.shift()?.();
  await until(({ loadError }) => loadError === undefined);
});

it("lives on after a definition that never ends", async () => {
  const sign = JSON.stringify(path("it-runs"));
  const endless = `import { writeFileSync } from "node:fs";\nwriteFileSync(${sign}, "");\nfor (;;);\nimport`;
  await edit(deep, /^import/m, endless);
  while (!(await exists(path("it-runs")))) await setTimeout(50);
  await undo.shift()?.();
  await edit("dashboards/etl.ts", /title: "[^"]*"/, 'title: "After all"');
  await until(shows("etl", "After all"));
});

it("shows the last of many saves, and a problem as long as there is one", async () => {
  const whole = await readFile(path(deep), "utf8");
  undo.push(() => write(deep, whole));
  for (let save = 0; save < 30; save += 1) await write(deep, whole.replace('"Brokers"', `"Brokers ${save}"`));
  await write(deep, whole.replace("max(kafka_brokers{", "max(kafka_brokerz{"));
  // Checks may report a save before the last one first.
  const ofLast = ({ problems }: Boards) => problems.length > 0 && problems.every(({ text }) => /brokerz/.test(text));
  const { problems } = await until(ofLast);
  expect(problems).toEqual([
    {
      file: "dashboards/kafka.ts",
      path: ["Topic throughput", "Brokers", "query A"],
      text: expect.stringContaining("kafka_brokerz"),
    },
  ]);
  await write(deep, whole);
  await until((boards) => boards.problems.length === 0);
  const file = "metrics/kafka-exporter.ts";
  undo.push(() => rm(path(file)));
  await write(
    file,
    `import { extendMetrics } from "bigdata-monitoring";
     import kafkaExporter from "bigdata-monitoring/catalogs/kafka-exporter";
     export default extendMetrics(kafkaExporter, { drop: ["kafka_brokers"] });`,
  );
  await until((boards) => boards.problems.some(({ text }) => text.includes("kafka_brokers")));
});

it("applies a save of the library that the project contains", async () => {
  const module: typeof import("../../../lib/cli/preview/live-boards.ts") = await import(
    path("lib/cli/preview/live-boards.ts")
  );
  const own = module.liveBoards(project.folder, false);
  try {
    await until(shows("kafka", '"from":"now-6h"'), own);
    await edit("lib/emit/grafana.ts", '"now-6h"', '"now-7h"');
    await until(shows("kafka", '"from":"now-7h"'), own);
    await edit("lib/authoring/panels/charts.ts", 'stepsFrom("blue")', 'stepsFrom("purple")');
    await until(shows("kafka", "purple"), own);
  } finally {
    own.stop();
  }
});

it("shows after all these saves what the project holds", async () => {
  await until(({ problems, loadError }) => problems.length === 0 && loadError === undefined);
  await edit(deep, '"Brokers"', '"Brokers at last"');
  const { boards } = await until(shows("kafka", "Brokers at last"));
  expect(boards).toEqual((await loadModel(project.folder)).dashboards.map(({ json }) => json));
});

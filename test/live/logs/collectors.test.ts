import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { environmentVariable, searchPath } from "../../../lib/cli/env.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import { type Endpoint, serveHttp } from "../../../lib/cli/programs/endpoint.ts";
import { isExecutable, run } from "../../../lib/cli/programs/programs.ts";
import { emitAlloy, emitPromtail } from "../../../lib/emit/collectors.ts";
import { composeTarget, overriddenTarget } from "../../../lib/emit/emit.ts";
import { startProcess } from "../../../scripts/servers/process.ts";
import { corpus } from "../../fixtures/logs/corpus.ts";
import { describeUnless } from "../../support/describe-unless.ts";

// Not seen on a real collector yet: what it prints is written from the documentation of `-dry-run` and `loki.echo`.

/** Neither is a package of Debian. @returns the one that the variable names, else the one in PATH */
const find = (name: string): string | undefined =>
  environmentVariable(name.toUpperCase()) ??
  searchPath()
    .map((folder) => join(folder, name))
    .find(isExecutable);

const promtail = find("promtail");
const alloy = find("alloy");
const missing = (name: string) => `none here: put one in PATH, or name it by ${name}`;

const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const lines = [
  `{"level":"fatal","msg":"json line","trace_id":"${trace}"}`,
  `level=warn msg="logfmt line" trace_id=${trace}`,
  `2026-11-23 06:00:00 ERROR plain line traceId=${trace}`,
];
const levels = ["critical", "warning", "error"];

let folder = "";
let loki: Endpoint;
let pushed = 0;
let built: Record<"promtail" | "alloy", string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "collectors-"));
  await mkdir(join(folder, "logs/etl"), { recursive: true });
  await writeFile(join(folder, "logs/etl/etl.log"), lines.map((line) => `${line}\n`).join(""));
  for (const [i, each] of cases.entries()) {
    await mkdir(join(folder, `logs/case-${i}`));
    await writeFile(join(folder, `logs/case-${i}/case.log`), inFile(each));
  }
  // fake: takes what it is sent, and counts how often.
  loki = await serveHttp((request, response) => {
    if (request.method === "POST") pushed++;
    request.resume().on("end", () => response.writeHead(204).end());
  });
  const model = await loadModel(".");
  const target = overriddenTarget(composeTarget(model), { loki: loki.address });
  const here = (text = "") =>
    text.replaceAll("/var/log/bigdata", join(folder, "logs")).replaceAll("/var/lib/promtail", folder);
  built = { promtail: here(emitPromtail(model, target)[0]?.text), alloy: here(emitAlloy(model, target)[0]?.text) };
});
afterAll(async () => {
  await loki.stop();
  await rm(folder, { recursive: true, force: true });
});

const written = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

/** Labels and metadata of each line, in whichever quotes and escapes they are printed. */
function expectFields(printed: string): void {
  const plain = printed.replaceAll("\\", "");
  for (const [i, text] of ["json line", "logfmt line", "plain line"].entries()) {
    const line = plain.split("\n").find((one) => one.includes(text)) ?? "";
    expect(line).toMatch(new RegExp(`\\blevel="?${levels[i]}`));
    expect(line).toMatch(/\bservice="?etl/);
  }
}

/** Without the escapes and line breaks that the two print in different ways. */
const plain = (text: string): string => text.replaceAll(/\\[nt]|[\\\s]/g, "");

/** Containers and files of applications have the same stages from here on: each case is a file of its own. */
const cases = corpus.filter(({ pipeline }) => pipeline === "containers");
const inFile = ({ lines }: (typeof cases)[number]): string => lines.map((line) => `${line}\n`).join("");

/** Every entry of the corpus that is kept, as it is after redaction, and none that is dropped. */
function expectCorpus(printed: string, checked = cases): void {
  const all = plain(printed);
  for (const { lines, entries } of checked) {
    const left = [...lines];
    for (const { lines: count = 1, text, dropped } of entries) {
      const original = left.splice(0, count).join("\n");
      if (dropped) expect(all).not.toContain(plain(original));
      else expect(all).toContain(plain(text ?? original));
    }
  }
}

describeUnless(promtail ? undefined : missing("PROMTAIL"), "a real Promtail", () => {
  const program = promtail ?? "";

  it("starts with the built configuration, and sends", async () => {
    const config = await written("promtail.yml", built.promtail);
    const before = pushed;
    await using _server = await startProcess({
      name: "promtail",
      prepare: async ({ port }) => [
        ...([program, `-config.file=${config}`, `-server.http-listen-port=${port}`] as const),
        "-server.http-listen-address=127.0.0.1",
      ],
      ready: "/ready",
    });
    await expect.poll(() => pushed, { timeout: 30_000 }).toBeGreaterThan(before);
  });

  it("finds level and service of lines in each format", async () => {
    const config = parse(built.promtail);
    const applications = config.scrape_configs.find(
      ({ job_name }: { job_name: string }) => job_name === "applications",
    );
    // Standard input has no file name.
    applications.static_configs[0].labels.filename = join(folder, "logs/etl/etl.log");
    const file = await written("stdin.yml", stringify({ ...config, scrape_configs: [applications] }));
    const child = spawn(program, [`-config.file=${file}`, "-dry-run", "-stdin", "-server.disable"]);
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed += chunk));
    child.stdin.end([...lines.map((line) => `${line}\n`), ...cases.map(inFile)].join(""));
    await new Promise((done) => child.on("close", done));
    expectFields(printed);
    // All of them are one stream: a trace that no message precedes joins the case before it.
    expectCorpus(printed);
  });
});

describeUnless(alloy ? undefined : missing("ALLOY"), "a real Alloy", () => {
  const program = alloy ?? "";

  it("accepts the built configuration", async () => {
    await run(program, "validate", await written("config.alloy", built.alloy));
  });

  it("runs it, and finds level and service of lines in each format", async () => {
    const echoed = built.alloy.replaceAll(
      "[loki.write.default.receiver]",
      "[loki.write.default.receiver, loki.echo.out.receiver]",
    );
    const config = await written("echo.alloy", `${echoed}\nloki.echo "out" { }\n`);
    const before = pushed;
    await using server = await startProcess({
      name: "alloy",
      prepare: async (place) => [
        ...([program, "run", `--server.http.listen-addr=127.0.0.1:${place.port}`] as const),
        ...[`--storage.path=${place.folder}/data`, "--disable-reporting", config],
      ],
      ready: "/-/ready",
    });
    await expect.poll(() => pushed, { timeout: 30_000 }).toBeGreaterThan(before);
    // The last entry of a stream waits for its end.
    await expect
      .poll(async () => plain(await readFile(server.log, "utf8")), { timeout: 30_000 })
      .toContain(plain(cases.at(-1)?.entries.at(-1)?.text ?? ""));
    const printed = await readFile(server.log, "utf8");
    expectFields(printed);
    expectCorpus(printed);
  });
});

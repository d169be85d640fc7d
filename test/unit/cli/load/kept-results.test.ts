import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { keptListing, keyOf, pageRenderer, parsedText, problemsIn } from "../../../../lib/cli/load/kept-results.ts";
import type { Model, Samples } from "../../../../lib/model/model.ts";
import { promql } from "../../../../lib/promql/promql.ts";
import { alertingExample, correctAlert, exampleModel, exampleService } from "../../checks/examples/model.ts";

const wrong = promql`up{job="node-exporter"} == `;
const model = (): Model =>
  exampleModel({ alert: { expr: wrong }, dashboards: { hosts: { title: "Hosts", question: "Q?", rows: [] } } });

let root: string;
let file: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "kept-results-"));
  await mkdir(join(root, "node_modules"));
  const name = createHash("sha256").update(root).digest("hex").slice(0, 32);
  file = join(root, "node_modules/.cache/bigdata-monitoring", `problems-${name}`);
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Whether the problems of a model are those that are kept: it puts others in their place, which no check finds. */
async function isKept(of: Model, build = "build"): Promise<boolean> {
  const [key] = (await readFile(file, "utf8")).split("\n");
  const other = JSON.stringify([{ check: "kept" }]);
  await writeFile(file, [key, createHash("sha256").update(other).digest("hex"), other].join("\n"));
  const [first] = await problemsIn(root, of, keyOf(of, build));
  return first?.check === "kept";
}

it("finds the same again, without running the checks", async () => {
  const first = await problemsIn(root, model(), keyOf(model(), "build"));
  expect(first.map(({ check }) => check)).toContain("promql-syntax");
  expect(await problemsIn(root, model(), keyOf(model(), "build"))).toEqual(first);
  expect(await isKept(model())).toBe(true);
});

it.each([
  ["cut off", (text: string) => text.slice(0, -20)],
  ["changed", (text: string) => text.replace("promql-syntax", "promql-sintax")],
  ["empty", () => ""],
  ["something else", () => "{}"],
])("runs the checks again where what was kept is %s", async (_, change) => {
  const first = await problemsIn(root, model(), keyOf(model(), "build"));
  await writeFile(file, change(await readFile(file, "utf8")));
  expect(await problemsIn(root, model(), keyOf(model(), "build"))).toEqual(first);
});

const base = alertingExample({ stack: { "node-exporter": exampleService() } });
const changes: Record<string, (from: Model) => Model> = {
  "a setting": (from) => ({
    ...from,
    settings: { ...from.settings, checks: { "promql-syntax": { severity: "off", reason: "A test." } } },
  }),
  "a service": (from) => ({ ...from, stack: { "node-exporter": exampleService({ port: 9101 }) } }),
  "a link": (from) => ({ ...from, links: { ...from.links, runbooks: "http://other" } }),
  "a team": (from) => ({ ...from, teams: {} }),
  "a catalog": (from) => ({
    ...from,
    catalogs: [{ name: "a", file: "metrics/a.ts", definition: { title: "A", version: "1", metrics: {} } }],
  }),
  "a dashboard": (from) => ({
    ...from,
    dashboards: from.dashboards.map((one) => ({ ...one, json: { ...one.json, title: "Other" } })),
  }),
  "an expression": (from) => ({ ...from, rules: exampleModel({ alert: { expr: wrong } }).rules }),
  "a receiver": (from) => ({ ...from, alerting: alertingExample({ alerting: { receivers: {} } }).alerting as never }),
  "the name of a file": (from) => ({ ...from, rules: from.rules.map((one) => ({ ...one, file: "rules/b.ts" })) }),
  "a field that is there without a value": (from) => ({ ...from, retention: undefined as never }),
};

it.each(Object.entries(changes))("runs the checks again after a change of %s", async (_, change) => {
  await problemsIn(root, base, keyOf(base, "build"));
  expect(await isKept(base)).toBe(true);
  expect(await isKept(change(base))).toBe(false);
});

it("runs the checks again with another build of the library, and keeps nothing without one", async () => {
  await problemsIn(root, base, keyOf(base, "build"));
  expect(await isKept(base, "other")).toBe(false);
  await rm(file);
  await problemsIn(root, base);
  await expect(readFile(file)).rejects.toThrow("ENOENT");
});

it("compares samples that functions make by what they make", async () => {
  const samples = (text: string): Model => {
    const series = { 'up{job="node-exporter",instance="a"}': { at: () => text } satisfies Samples };
    const { quiet } = correctAlert.examples;
    return exampleModel({ alert: { examples: { fires: [{ series, at: "6m" }], quiet } } });
  };
  await problemsIn(root, samples("0x10"), keyOf(samples("0x10"), "build"));
  expect(await isKept(samples("0x10"))).toBe(true);
  expect(await isKept(samples("0x11"))).toBe(false);
});

const listed = [{ path: "prometheus/rules/a.yml", source: "rules/a.ts", sha256: "00" }];

it("takes the list of files from the last command that made the same outputs of an equal model", async () => {
  const key = keyOf(base, "build");
  expect(keptListing(root, ["compose"], key).files).toBeUndefined();
  keptListing(root, ["compose"], key).keep(listed);
  expect(keptListing(root, ["compose"], keyOf(base, "build")).files).toEqual(listed);
  expect(keptListing(root, ["compose", "rules"], key).files, "other outputs").toBeUndefined();
  expect(keptListing(root, ["kubernetes"], key).files, "another target").toBeUndefined();
  expect(keptListing(root, ["compose"], keyOf(base, "other")).files, "another build").toBeUndefined();
  for (const change of Object.values(changes))
    expect(keptListing(root, ["compose"], keyOf(change(base), "build")).files).toBeUndefined();
});

it("takes no list of files that was changed, and keeps none without a key", async () => {
  const key = keyOf(base, "build");
  keptListing(root, ["compose"], undefined).keep(listed);
  expect(keptListing(root, ["compose"], undefined).files).toBeUndefined();
  keptListing(root, ["compose"], key).keep(listed);
  const kept = file.replace("problems-", "listing-compose-");
  await writeFile(kept, (await readFile(kept, "utf8")).replace("a.yml", "b.yml"));
  expect(keptListing(root, ["compose"], key).files).toBeUndefined();
});

/** Renders pages as a command does. @returns what it made, and which of them were rendered */
function rendered(pages: readonly string[], build: string | undefined = "build") {
  const asked: string[] = [];
  const render = (markdown: string) => {
    asked.push(markdown);
    return `<p>${markdown}</p>`;
  };
  const renderer = pageRenderer(root, render, build);
  const html = pages.map(renderer.htmlOf);
  renderer.keep();
  return { asked, html };
}

const pagesFile = () => file.replace("problems-", "pages-");

it("renders only pages that the last command did not", () => {
  expect(rendered(["a", "b", "a"])).toEqual({ asked: ["a", "b"], html: ["<p>a</p>", "<p>b</p>", "<p>a</p>"] });
  expect(rendered(["b", "c"])).toEqual({ asked: ["c"], html: ["<p>b</p>", "<p>c</p>"] });
  expect(rendered(["a", "b"]).asked, "a page that was not asked for").toEqual(["a"]);
});

it("renders all pages again with another build of the library, where the file was changed, and without a build", async () => {
  rendered(["a"]);
  expect(rendered(["a"], "other").asked).toEqual(["a"]);
  await writeFile(pagesFile(), (await readFile(pagesFile(), "utf8")).replace("<p>a", "<p>b"));
  expect(rendered(["a"], "other")).toEqual({ asked: ["a"], html: ["<p>a</p>"] });
  await rm(pagesFile());
  const renderer = pageRenderer(root, (markdown) => markdown);
  expect(renderer.htmlOf("a")).toBe("a");
  renderer.keep();
  await expect(readFile(pagesFile())).rejects.toThrow("ENOENT");
});

it("parses a text again where it, the library or what was kept has changed, and keeps no text that cannot be parsed", async () => {
  const parsed: string[] = [];
  const parse = (text: string) => {
    parsed.push(text);
    if (text === "") throw new Error("empty");
    return { text, missing: undefined };
  };
  const read = (text: string, build = "build") => parsedText(root, "compose.yml", text, parse, build);
  expect([read("a"), read("a"), read("b"), read("b", "other")]).toEqual([
    { text: "a" },
    { text: "a" },
    { text: "b" },
    { text: "b" },
  ]);
  expect(parsed).toEqual(["a", "b", "b"]);
  const kept = file.replace("problems-", "compose.yml-");
  await writeFile(kept, (await readFile(kept, "utf8")).replace('"b"', '"c"'));
  expect(read("b", "other")).toEqual({ text: "b" });
  expect(() => read("")).toThrow("empty");
  expect(() => read("")).toThrow("empty");
  expect(parsed).toEqual(["a", "b", "b", "b", "", ""]);
});

it("does not keep what contains itself", () => {
  const parse = (): object => {
    const cycle: { own?: object } = {};
    cycle.own = cycle;
    return cycle;
  };
  const read = () => parsedText(root, "compose.yml", "x", parse, "build");
  expect(read()).toMatchObject({ own: { own: {} } });
  expect(read()).toMatchObject({ own: { own: {} } });
});

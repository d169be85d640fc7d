// What the checks found in a project, which files were made of it, the pages of its runbooks and the compose files that
// were parsed are kept for the next command. Each depends on nothing but what it is made of and the library.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { serialize } from "node:v8";
import type { Example, Model, Samples } from "../../model/model.ts";
import type { Problem } from "../../model/problem.ts";
import type { ListedFile } from "../write.ts";
import { cacheFolder, keepFile } from "./kept-script.ts";

/**
 * The problems that every check finds in a model, or found in an equal one when the last command read this project.
 * @param key identifies the model and the checks' code; without it nothing is kept
 */
export async function problemsIn(root: string, model: Model, key = keyOf(model)): Promise<Problem[]> {
  const place = placeOf(root, "problems");
  const kept = key === undefined ? undefined : keptText(place, key);
  if (kept !== undefined) return JSON.parse(kept);
  // Checks are most of the library's code: it is not loaded where nothing has changed.
  const [{ runChecks }, { checks }] = await Promise.all([
    import("../../checks/check.ts"),
    import("../../checks/index.ts"),
  ]);
  const problems = runChecks(model, checks);
  if (key !== undefined) keepText(root, place, key, JSON.stringify(problems));
  return problems;
}

/**
 * Which files are made of a model, or were made of an equal one when the last command made them.
 * @param outputs the target, then the outputs if only some are made
 * @param key identifies the model and the emitters' code; without it nothing is kept
 */
export function keptListing(root: string, outputs: readonly string[], key: string | undefined) {
  const place = placeOf(root, `listing-${outputs[0]}`);
  const own = hashOf(JSON.stringify([key, outputs]));
  const kept = key === undefined ? undefined : keptText(place, own);
  return {
    files: kept === undefined ? undefined : (JSON.parse(kept) as readonly ListedFile[]),
    keep: (files: readonly ListedFile[]): void => {
      if (key !== undefined) keepText(root, place, own, JSON.stringify(files));
    },
  };
}

/** The HTML of pages, by a hash of their Markdown. */
type Pages = Readonly<Record<string, string>>;

/**
 * Renders pages, and takes those from the last command that it rendered with the same library.
 * @param render what makes HTML of Markdown
 * @param build what identifies its code; without it nothing is kept
 */
export function pageRenderer(root: string, render: (markdown: string) => string, build = libraryBuild()) {
  const place = placeOf(root, "pages");
  const key = hashOf(JSON.stringify([build, process.versions]));
  const kept: Pages = build === undefined ? {} : JSON.parse(keptText(place, key) ?? "{}");
  const used: Record<string, string> = {};
  return {
    htmlOf: (markdown: string): string => {
      const hash = hashOf(markdown);
      const html = used[hash] ?? kept[hash] ?? render(markdown);
      used[hash] = html;
      return html;
    },
    /** Keeps the pages that were asked for. */
    keep: (): void => {
      const isNew = Object.keys(used).some((hash) => !(hash in kept));
      if (isNew && build !== undefined) keepText(root, place, key, JSON.stringify(used));
    },
  };
}

/**
 * What a text parses to, or parsed to when the last command read this project.
 * @param what names the file of the cache
 * @param parse returns plain data; what JSON cannot hold is parsed by every command
 * @param build what identifies its code; without it nothing is kept
 */
export function parsedText<T>(
  root: string,
  what: string,
  text: string,
  parse: (text: string) => T,
  build = libraryBuild(),
): T {
  if (build === undefined) return parse(text);
  const place = placeOf(root, what);
  const key = hashOf(JSON.stringify([build, process.versions, text]));
  const kept = keptText(place, key);
  if (kept !== undefined) return JSON.parse(kept);
  const parsed = parse(text);
  const json = inJson(parsed);
  if (json === undefined) return parsed;
  keepText(root, place, key, json);
  // As the next command reads it.
  return JSON.parse(json);
}

/** @returns undefined where a value contains itself, as YAML can */
function inJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** Projects may share one node_modules. */
const placeOf = (root: string, what: string): string => join(cacheFolder(root), `${what}-${hashOf(root).slice(0, 32)}`);

/** @param text without line breaks, which JSON escapes */
const keepText = (root: string, place: string, key: string, text: string): void =>
  keepFile(root, place, [key, hashOf(text), text].join("\n"));

/** @returns undefined where the file holds what was made of something else, or differs from what was written */
function keptText(place: string, key: string): string | undefined {
  try {
    const [keptKey, hash, text = ""] = readFileSync(place, "utf8").split("\n");
    return keptKey === key && hash === hashOf(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Identifies a model, and the code that reads it. Node brings time zones.
 * @param build what identifies the library's code
 * @returns undefined where the model holds a function, or without a build
 */
export function keyOf(model: Model, build = libraryBuild()): string | undefined {
  if (build === undefined) return undefined;
  try {
    return hashOf(serialize([build, process.versions, comparable(model)]));
  } catch {
    return undefined;
  }
}

const hashOf = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");

/**
 * A model without what neither checks nor emitters read: the definitions of dashboards, which hold builders, and
 * functions that make samples.
 */
export const comparable = ({ dashboards, rules, ...others }: Model): object => ({
  ...others,
  dashboards: dashboards.map(({ name, file, json, definition: { plain } }) => ({
    name,
    file,
    json,
    definition: { plain },
  })),
  rules: rules.map((group) => ({
    ...group,
    definition: {
      ...group.definition,
      rules: group.definition.rules.map((rule) =>
        "alert" in rule
          ? { ...rule, examples: { fires: rule.examples.fires.map(plain), quiet: rule.examples.quiet.map(plain) } }
          : rule,
      ),
    },
  })),
});

function plain(example: Example): Example {
  const all = Object.entries(example.series);
  if (all.every(([, samples]) => typeof samples === "string")) return example;
  const text = (samples: string | Samples) =>
    typeof samples === "string" ? samples : samples.at(example.step ?? "1m");
  return { ...example, series: Object.fromEntries(all.map(([name, samples]) => [name, text(samples)])) };
}

/** The CLI's first script, which names all others by their contents. @returns undefined where it is not bundled */
function libraryBuild(): string | undefined {
  try {
    return readFileSync(new URL("../main.js", import.meta.url), "utf8");
  } catch {
    return undefined;
  }
}

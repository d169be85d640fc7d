// What the checks found in a project is kept for the next command: checks read nothing but the model, so that they find the
// same in an equal one.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { serialize } from "node:v8";
import type { Example, Model, Samples } from "../../model/model.ts";
import type { Problem } from "../../model/problem.ts";
import { cacheFolder, keepFile } from "./kept-script.ts";

/**
 * The problems that every check finds in a model, or found in an equal one when the last command read this project.
 * @param build what identifies the checks' code; without it nothing is kept
 */
export async function problemsIn(root: string, model: Model, build = libraryBuild()): Promise<Problem[]> {
  // Projects may share one node_modules.
  const file = join(cacheFolder(root), `problems-${hashOf(root).slice(0, 32)}`);
  const key = build === undefined ? undefined : keyOf(model, build);
  const kept = key === undefined ? undefined : keptProblems(file, key);
  if (kept) return kept;
  // Checks are most of the library's code: it is not loaded where nothing has changed.
  const [{ runChecks }, { checks }] = await Promise.all([
    import("../../checks/check.ts"),
    import("../../checks/index.ts"),
  ]);
  const problems = runChecks(model, checks);
  // Line breaks are escaped in JSON: each part is one line.
  const text = JSON.stringify(problems);
  if (key !== undefined) keepFile(root, file, [key, hashOf(text), text].join("\n"));
  return problems;
}

/** @returns undefined where the file holds the problems of another model or library, or differs from what was written */
function keptProblems(file: string, key: string): Problem[] | undefined {
  try {
    const [keptKey, hash, text = ""] = readFileSync(file, "utf8").split("\n");
    return keptKey === key && hash === hashOf(text) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** All that problems depend on. Node brings time zones. @returns undefined where the model holds a function */
function keyOf(model: Model, build: string): string | undefined {
  try {
    return hashOf(serialize([build, process.versions, comparable(model)]));
  } catch {
    return undefined;
  }
}

const hashOf = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");

/** A model without what checks do not read: the definitions of dashboards, which hold builders, and functions that make samples. */
export const comparable = ({ dashboards, rules, ...others }: Model): object => ({
  ...others,
  dashboards: dashboards.map(({ name, file, json }) => ({ name, file, json })),
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

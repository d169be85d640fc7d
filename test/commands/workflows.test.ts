import { execFile } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const run = promisify(execFile);
const folder = fileURLToPath(new URL("../../.github/workflows/", import.meta.url));
const names = await readdir(folder);
const workflow = async (name: string): Promise<Workflow> => parse(await readFile(join(folder, name), "utf8"));

it.each(names)(
  "%s leaves no token in a checkout, and runs no checked-out code in a job that may write",
  async (name) => {
    const { permissions, jobs } = await workflow(name);
    expect(permissions).toBeDefined();
    for (const [job, definition] of Object.entries(jobs)) {
      const granted = Object.values(definition.permissions ?? permissions ?? {});
      const checkouts = definition.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
      for (const checkout of checkouts) expect(checkout.with?.["persist-credentials"], job).toBe(false);
      if (granted.includes("write")) expect(checkouts, job).toEqual([]);
    }
  },
);

it.each(names)("%s pins every action to a commit", async (name) => {
  const { jobs } = await workflow(name);
  const used = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
});

const [wait, comment] = (await workflow("diff.yml")).jobs.comment?.steps.filter((step) => step.run) ?? [];

/** Runs the steps of the job `comment` with a `gh` that records its arguments. @returns its calls, and the comment */
async function commented(diff: string, known: string): Promise<{ calls: string[]; text: string }> {
  const place = await mkdtemp(join(tmpdir(), "workflow-"));
  try {
    await writeFile(
      join(place, "gh"),
      `#!/bin/sh\necho "$@" >> calls\ncase "$*" in *--paginate*) echo ${known};; esac\n`,
    );
    await chmod(join(place, "gh"), 0o755);
    await writeFile(join(place, "diff.md"), diff);
    const PATH = [place, process.env.PATH].join(delimiter);
    const env = { PATH, GITHUB_REPOSITORY: "acme/monitoring", NUMBER: "7", RUN: "https://ci.example/runs/1" };
    for (const step of [wait, comment])
      await run("bash", ["-e", "-o", "pipefail", "-c", step?.run ?? "false"], { cwd: place, env });
    const calls = (await readFile(join(place, "calls"), "utf8")).trim().split("\n");
    return { calls: calls.slice(1), text: await readFile(join(place, "comment.md"), "utf8") };
  } finally {
    await rm(place, { recursive: true });
  }
}

it("comments a diff once, and updates that comment", async () => {
  expect(await commented("one change\n", "")).toEqual({
    calls: ["api --silent repos/acme/monitoring/issues/7/comments --field body=@comment.md"],
    text: "<!-- bigdata-monitoring diff -->\none change",
  });
  expect((await commented("one change\n", "42")).calls).toEqual([
    "api --silent --method PATCH repos/acme/monitoring/issues/comments/42 --field body=@comment.md",
  ]);
});

it("comments a link where a diff is too long, and nothing where it is empty", async () => {
  expect((await commented("a".repeat(70_000), "")).text).toContain("see the summary of https://ci.example/runs/1");
  await expect(commented("", "")).rejects.toMatchObject({ code: 1 });
});

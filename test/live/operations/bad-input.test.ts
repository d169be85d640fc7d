import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cli, type Ended } from "./cli.ts";

/** A project as `init` writes it. Each input is tried in a copy. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bad-input-"));
  expect((await cli({}, "init", join(folder, "project"))).code).toBe(0);
  await symlink(resolve("node_modules"), join(folder, "node_modules"));
});
afterAll(() => rm(folder, { recursive: true }));

interface BadInput {
  /** What is wrong, for people. */
  readonly input: string;
  /** Files of the project to write, by path; undefined removes one, a function changes it. */
  readonly files?: Readonly<Record<string, string | undefined | ((text: string) => string)>>;
  readonly prepare?: (project: string) => Promise<unknown>;
  readonly env?: Readonly<Record<string, string>>;
  /** `PROJECT` stands for the project's folder. */
  readonly command: readonly string[];
  readonly code: 1 | 2;
  /** Where, what, and how to fix it. */
  readonly says: RegExp;
}

const build = ["build", "--project", "PROJECT"];
const push = ["push", "--project", "PROJECT"];
const pull = (file: string) => ["pull", "--project", "PROJECT", `PROJECT/${file}`];
const nobody = "http://127.0.0.1:9";
const credentials = { GRAFANA_TOKEN: "glsa_secret" };
const replace = (from: string, to: string) => (text: string) => {
  expect(text).toContain(from);
  return text.replace(from, to);
};

const badInputs: readonly BadInput[] = [
  {
    input: "no project",
    command: ["build", "--project", "PROJECT/nowhere"],
    code: 2,
    says: /holds no stack\.ts: .*--project/,
  },
  {
    input: "no facts",
    files: { "stack.ts": undefined },
    command: build,
    code: 2,
    says: /holds no stack\.ts: .*--project/,
  },
  {
    input: "facts that are no object",
    files: { "stack.ts": "export const stack = 5;" },
    command: build,
    code: 2,
    says: /^stack\.ts: must be object/,
  },
  {
    input: "a misspelt setting",
    files: { "monitoring.config.ts": "export default { nme: 1 };" },
    command: build,
    code: 2,
    says: /^monitoring\.config\.ts: unknown field "nme"/,
  },
  {
    input: "an empty definition",
    files: { "rules/x.ts": "" },
    command: build,
    code: 2,
    says: /^rules\/x\.ts: has no default export — end it with/,
  },
  {
    input: "a definition that is null",
    files: { "rules/x.ts": "export default null;" },
    command: build,
    code: 2,
    says: /^rules\/x\.ts: has no default export — end it with/,
  },
  {
    input: "a definition that is a list",
    files: { "rules/x.ts": "export default [];" },
    command: build,
    code: 2,
    says: /^rules\/x\.ts: must be object/,
  },
  {
    input: "a promise that never settles",
    files: { "rules/x.ts": "export default new Promise(() => {});" },
    command: build,
    code: 2,
    says: /^rules\/x\.ts: .*field "interval" is missing/,
  },
  {
    input: "a definition that throws null",
    files: { "rules/x.ts": "throw null;" },
    command: build,
    code: 2,
    says: /^rules\/x\.ts: cannot be imported: null/,
  },
  {
    input: "a circular import",
    files: {
      "rules/x.ts": 'import a from "./y.ts"; export default a;',
      "rules/y.ts": 'import a from "./x.ts"; export default a;',
    },
    command: build,
    code: 2,
    says: /^rules\/x\.ts: has no default export.*\nrules\/y\.ts: has no default export/,
  },
  {
    input: "bytes that are no text",
    files: { "rules/x.ts": "\u0000\u0001\ufffd{" },
    command: build,
    code: 2,
    says: /^rules\/x\.ts:1:\d+: ERROR: /,
  },
  {
    input: "a folder with the name of a definition",
    prepare: (project) => mkdir(join(project, "rules/x.ts")),
    command: build,
    code: 2,
    says: /rules\/x\.ts/,
  },
  {
    input: "a link that leads nowhere",
    prepare: (project) => symlink("nowhere", join(project, "rules/x.ts")),
    command: build,
    code: 2,
    says: /rules\/x\.ts/,
  },
  {
    input: "a port that is not a number",
    files: { "stack.ts": replace("port: 9100", "port: Number.NaN") },
    command: build,
    code: 2,
    says: /^stack\.ts › node-exporter\.port: must be /,
  },
  {
    input: "a port that is too large",
    files: { "stack.ts": replace("port: 9100", "port: 1e99") },
    command: build,
    code: 2,
    says: /^stack\.ts › node-exporter\.port: must be <= 65535/,
  },
  {
    input: "a duration in words",
    files: { "rules/hosts.ts": replace('for: "15m"', 'for: "5 minutes"') },
    command: build,
    code: 2,
    says: /^rules\/hosts\.ts › .*: is not a duration: write it like "30s"/,
  },
  {
    input: "a duration longer than servers read",
    files: { "rules/hosts.ts": replace('for: "15m"', 'for: "999999d"') },
    command: build,
    code: 1,
    says: /^rules\/hosts\.ts › FileSystemAlmostFull: for "999999d" is longer than servers read — write at most 292y/,
  },
  {
    input: "a log alert without an expression",
    files: {
      "log-alerts/x.ts": `import { defineLogAlerts } from "bigdata-monitoring";
        const facts = { severity: "warning", team: "platform", domain: "infrastructure", concern: "errors", for: "0m" };
        const texts = { summary: "s", description: "d", action: "a", dashboard: "hosts" };
        const examples = { counted: [{ line: "a", pipeline: "p" }], ignored: [{ line: "b", pipeline: "p" }] };
        export default defineLogAlerts({
          interval: "1m", rules: [{ alert: "Errors", ...facts, ...texts, examples }],
        } as never);`,
    },
    command: build,
    code: 2,
    says: /^log-alerts\/x\.ts › rules\.0: field "expr" is missing \(schema\)\n$/,
  },
  {
    input: "a condition with a misspelt field",
    files: {
      "dashboards/x.ts": `import { defineDashboard, row, showIf } from "bigdata-monitoring";
        export default defineDashboard({
          title: "X", question: "Q?", rows: [showIf({ varable: "a", is: "b" } as never, row("R"))],
        } as never);`,
    },
    command: build,
    code: 2,
    says: /^dashboards\/x\.ts › rows\.0\.showIf: .* `npx tsc --noEmit` names the wrong part/m,
  },
  {
    input: "an output folder that is a file",
    files: { dist: "" },
    command: build,
    code: 2,
    says: /dist: cannot be written: .* — name another with --out/,
  },
  {
    input: "a full disk",
    command: [...build, "--out", "/dev/full/x"],
    code: 2,
    says: /^\/dev\/full\/x: cannot be written: .* — name another with --out/,
  },
  {
    input: "an output folder that cannot be made",
    command: [...build, "--out", "/proc/x"],
    code: 2,
    says: /^\/proc\/x: cannot be written: .* — name another with --out/,
  },
  {
    input: "a broken manifest",
    files: { "dist/manifest.json": "{" },
    command: build,
    code: 2,
    says: /manifest\.json: is not a manifest that build wrote — remove it and build again/,
  },
  {
    input: "an unknown output",
    command: [...build, "--only", "everything"],
    code: 2,
    says: /--only.*'everything' is invalid\. Allowed choices are/,
  },
  {
    input: "addresses of unknown services",
    files: { "a.json": '{ "apo": "h:1" }' },
    command: [...build, "--addresses", "PROJECT/a.json"],
    code: 2,
    says: /a\.json: unknown services apo: see stack\.ts/,
  },
  {
    input: "an address that is none",
    env: { GRAFANA_SERVER: "::bad", ...credentials },
    command: push,
    code: 2,
    says: /^"::bad" is not an address — write http/,
  },
  {
    input: "a server that refuses",
    env: { GRAFANA_SERVER: nobody, ...credentials },
    command: push,
    code: 2,
    says: /^GET http:\/\/127\.0\.0\.1:9\/api\/health: .* — is the address right/,
  },
  {
    input: "no server",
    env: { GRAFANA_SERVER: "" },
    command: push,
    code: 2,
    says: /^no address of Grafana: set GRAFANA_SERVER/,
  },
  {
    input: "a number below its range",
    env: { GRAFANA_SERVER: nobody, ...credentials },
    command: [...push, "--concurrency", "-3"],
    code: 2,
    says: /--concurrency.*It is a whole number from 1/,
  },
  {
    input: "a dashboard that does not exist",
    command: pull("no.json"),
    code: 2,
    says: /no\.json: cannot be read: ENOENT/,
  },
  {
    input: "a dashboard that is not JSON",
    files: { "b.json": "{" },
    command: pull("b.json"),
    code: 2,
    says: /b\.json: is not JSON: /,
  },
  {
    input: "a dashboard that is null",
    files: { "b.json": "null" },
    command: pull("b.json"),
    code: 2,
    says: /b\.json: is not a dashboard: /,
  },
  {
    input: "a dashboard that is nested without end",
    files: { "b.json": `{"panels":${"[".repeat(20_000)}${"]".repeat(20_000)}}` },
    command: pull("b.json"),
    code: 2,
    says: /b\.json: is nested deeper than 200 levels/,
  },
  {
    input: "rules that are no YAML",
    files: { "r.yml": "a: [" },
    command: ["check", "--project", "PROJECT", "--rules", "PROJECT/r.yml"],
    code: 1,
    says: /r\.yml: /,
  },
  {
    input: "rules that do not exist",
    command: ["check", "--project", "PROJECT", "--rules", "PROJECT/*.yml"],
    code: 2,
    says: /\*\.yml: cannot be read: ENOENT.* — name files that exist/,
  },
  {
    input: "an exposition that is none",
    files: { "m.prom": "not { a metric" },
    command: ["metrics", "import", "--project", "PROJECT", "--from", "PROJECT/m.prom", "--exporter", "x"],
    code: 1,
    says: /m\.prom › line 1: /,
  },
  {
    input: "an exporter's name that is a path",
    files: { "m.prom": "a 1" },
    command: ["metrics", "import", "--project", "PROJECT", "--from", "PROJECT/m.prom", "--exporter", "../../x"],
    code: 2,
    says: /--exporter \.\.\/\.\.\/x: a file's name has small letters/,
  },
  {
    input: "an address with a password",
    command: [
      "metrics",
      "import",
      "--project",
      "PROJECT",
      "--from",
      "http://a:b@127.0.0.1:9/metrics",
      "--exporter",
      "x",
    ],
    code: 2,
    says: /^http:\/\/\*\*\*@127\.0\.0\.1:9\/metrics: an address must not contain a user or a password — remove them$/m,
  },
  {
    input: "a revision outside of git",
    command: ["diff", "--project", "PROJECT"],
    code: 2,
    says: /git revision HEAD: /,
  },
  { input: "an unknown command", command: ["bild"], code: 2, says: /unknown command 'bild'\n\(Did you mean build\?\)/ },
  {
    input: "an unknown option",
    command: [...build, "--onyl"],
    code: 2,
    says: /unknown option '--onyl'\n\(Did you mean --only\?\)/,
  },
];

it.each(badInputs)(
  "$input: exits with $code and says where, what and how to fix it",
  { timeout: 120_000 },
  async (bad) => {
    const project = await mkdtemp(join(folder, "copy-"));
    await cp(join(folder, "project"), project, { recursive: true });
    for (const [path, content] of Object.entries(bad.files ?? {})) await change(join(project, path), content);
    await bad.prepare?.(project);
    const before = await listed(project);
    const ended = await cli({ ...bad.env }, ...bad.command.map((word) => word.replace("PROJECT", project)));
    expect(withoutFolder(ended, project)).toEqual({
      code: bad.code,
      stdout: "",
      stderr: expect.stringMatching(bad.says),
    });
    expect(ended.stderr).not.toMatch(/^ {4}at /m);
    expect(ended.stderr.split("\n").length).toBeLessThan(8);
    expect(await listed(project)).toEqual(before);
  },
);

it("a port of preview that is in use: exits with 2 and says which one and how to fix it", async () => {
  const other = createServer();
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  try {
    const project = join(folder, "project");
    const options = ["--project", project, "--prometheus", "http://127.0.0.1:2", "--port", `${port}`];
    expect(await cli({}, "preview", ...options)).toEqual({
      code: 2,
      stdout: "",
      stderr: `Port ${port} of 127.0.0.1 is taken: stop what listens there, or choose another port.\n`,
    });
  } finally {
    other.close();
  }
});

async function change(path: string, content: string | undefined | ((text: string) => string)): Promise<void> {
  if (content === undefined) return rm(path);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, typeof content === "function" ? content(await readFile(path, "utf8")) : content);
}

const listed = async (project: string): Promise<string[]> => (await readdir(project, { recursive: true })).sort();

const withoutFolder = ({ code, stdout, stderr }: Ended, project: string) => ({
  code,
  stdout,
  stderr: stderr.replaceAll(`${project}/`, ""),
});

import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { serveHttp } from "../../../lib/cli/programs/endpoint.ts";
import { cli } from "./cli.ts";

let folder: string;
let project: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hostile-servers-"));
  project = join(folder, "project");
  await cli({}, "init", project);
  await symlink(join(process.cwd(), "node_modules"), join(project, "node_modules"));
});
afterAll(() => rm(folder, { recursive: true }));

const token = "glsa_secret";

/** Every command that reads a server. */
const commands = (url: string): Readonly<Record<string, readonly string[]>> => ({
  push: ["push", "--datasources"],
  ruler: ["push", "--rules", "--ruler", url],
  live: ["diff", "--live"],
  pull: ["pull", "kafka"],
  backup: ["backup", "--out", join(folder, "backup")],
  doctor: ["doctor"],
  backtest: ["test", "backtest", "--range", "1h"],
  notification: ["test", "notification", "--receiver", "operations", "--url", url, "--wait", "1"],
  verify: ["metrics", "verify", `${url}/metrics`, "--exporter", "node-exporter"],
});

const esc = "\\u001b[2J\\u009b31m\\u202e";

it.each([
  ["null", 200, "null"],
  ["fields of other types", 200, '{"data":7,"spec":7,"items":7,"dashboard":7,"config":7,"version":[],"versions":7}'],
  ["lists of null", 200, '{"data":{"result":[null],"groups":[null]},"items":[null],"versions":[null]}'],
  ["YAML that cannot be parsed", 200, "a: [b\n- c: {"],
  ["deep lists", 200, `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
  ["causes of other types", 400, '{"message":{"a":1},"details":{"causes":[null,7]}}'],
  ["commands for a terminal", 400, `{"message":"${esc}","details":{"causes":[{"message":"${esc}"}]}}`],
  ["a redirect", 303, ""],
])(
  "no command takes %s for success, shows a stack, or repeats what a terminal would obey",
  async (_, status, body) => {
    const server = await serveHttp((request, response) => {
      request.resume();
      response.writeHead(status, { "content-type": "application/json", ...(status === 303 && { location: "/else" }) });
      response.end(request.url === "/else" ? "{}" : body);
    });
    onTestFinished(() => server.stop());
    const urls = { PROMETHEUS_URL: server.url, ALERTMANAGER_URL: server.url, LOKI_URL: server.url };
    for (const [name, words] of Object.entries(commands(server.url))) {
      const env = { ...urls, GRAFANA_SERVER: server.url, GRAFANA_TOKEN: token };
      const { code, stdout, stderr } = await cli(env, ...words, "--project", project);
      const shown = `${stdout}${stderr}`;
      const isAbsent = name === "ruler" && body === "null";
      expect({ name, code, shown }).toEqual({ name, code: isAbsent ? 0 : expect.toBeOneOf([1, 2]), shown });
      // With 1 a finding is reported: `doctor` and `verify` look for them, and a reader of a pull request does for `diff`.
      if (!["doctor", "verify"].includes(name) && !isAbsent) expect({ name, code }).toEqual({ name, code: 2 });
      expect(shown).not.toMatch(/^\s+at /m);
      expect(shown).not.toMatch(/(?![\n\t])[\p{Cc}\u202a-\u202e]/u);
      expect(shown).not.toContain(token);
      expect(shown.length).toBeLessThan(20_000);
    }
  },
  300_000,
);

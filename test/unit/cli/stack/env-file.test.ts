import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  parseEnv,
  prepareEnvFile,
  publicUrlOf,
  quoteDollars,
  refuseWeakPassword,
} from "../../../../lib/cli/stack/env-file.ts";

let project: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "env-file-"));
  await mkdir(join(project, "compose"));
  const example = await readFile("compose/.env.example", "utf8");
  await writeFile(join(project, "compose/.env.example"), example);
});
afterEach(() => rm(project, { recursive: true, force: true }));

const envFile = () => join(project, "compose/.env");

it("makes the file once, with keys of its own, readable by its owner only", async () => {
  const lines = await prepareEnvFile(project);
  expect(lines[0]).toContain("created");
  const first = await readFile(envFile(), "utf8");
  expect(lines[1]).toBe(`Grafana's user is admin, its password ${parseEnv(first).get("GRAFANA_ADMIN_PASSWORD")}`);
  expect(parseEnv(first).get("GRAFANA_ADMIN_PASSWORD")).toMatch(/^[0-9a-f]{48}$/);
  expect(parseEnv(first).get("GRAFANA_SECRET_KEY")).toMatch(/^[0-9a-f]{48}$/);
  expect((await stat(envFile())).mode & 0o777).toBe(0o600);
  expect((await prepareEnvFile(project)).join()).not.toContain("password");
  expect(await readFile(envFile(), "utf8")).toBe(first);
});

it("names every variable that is missing", async () => {
  await writeFile(envFile(), "GRAFANA_ADMIN_USER=admin\n");
  await expect(prepareEnvFile(project)).rejects.toThrow(/add SLACK_WEBHOOK_URL, .*DOCKER_SOCKET/);
});

it("generates a key that a newer version needs", async () => {
  const example = await readFile("compose/.env.example", "utf8");
  await writeFile(envFile(), example.replace("GRAFANA_DATABASE_PASSWORD=\n", ""));
  await prepareEnvFile(project);
  expect(await readFile(envFile(), "utf8")).toMatch(/^GRAFANA_DATABASE_PASSWORD=[0-9a-f]{48}$/m);
});

it("warns of the known password, empty keys and silent channels, and of nothing when all is set", async () => {
  const example = await readFile("compose/.env.example", "utf8");
  await writeFile(envFile(), example);
  expect((await prepareEnvFile(project)).join("\n")).toMatch(
    /ADMIN_PASSWORD is empty.*SECRET_KEY is empty.*SLACK_WEBHOOK_URL/s,
  );
  const complete = example.replaceAll(/=$/gm, "=x");
  await writeFile(envFile(), complete.replace("ADMIN_PASSWORD=x", "ADMIN_PASSWORD=admin123"));
  expect(await prepareEnvFile(project)).toEqual([expect.stringContaining("is a well-known default")]);
  await writeFile(envFile(), complete);
  expect(await prepareEnvFile(project)).toEqual([]);
});

it("reads quoted values and passes comments over", () => {
  expect([...parseEnv("# A=1\nB='two words'\nexport C=\"x=y\"\nD=\n")]).toEqual([
    ["B", "two words"],
    ["C", "x=y"],
    ["D", ""],
  ]);
});

it("puts values with a dollar sign in single quotes, says so, and changes nothing else", async () => {
  await prepareEnvFile(project);
  const before = await readFile(envFile(), "utf8");
  await writeFile(envFile(), before.replace(/^SMTP_PASS=$/m, "SMTP_PASS=ab$cd"));
  expect((await prepareEnvFile(project)).join("\n")).toContain("put SMTP_PASS in single quotes");
  expect(await readFile(envFile(), "utf8")).toBe(before.replace(/^SMTP_PASS=$/m, () => "SMTP_PASS='ab$cd'"));
  expect((await prepareEnvFile(project)).join("\n")).not.toContain("single quotes");
});

it.each([
  ['A="a$b"', "A='a$b'"],
  ["A='a$b'", "A='a$b'"],
  ["export A=$x$", "export A='$x$'"],
  [`A=\${B}/x`, `A=\${B}/x`],
  ["# A=a$b", "# A=a$b"],
])("writes %s as %s", (line, written) => expect(quoteDollars(line).text).toBe(written));

describe("PUBLIC_URL", () => {
  beforeEach(() => void vi.stubEnv("PUBLIC_URL", undefined));
  afterEach(() => void vi.unstubAllEnvs());
  const read = async (line: string) => {
    await writeFile(envFile(), line);
    return publicUrlOf(project);
  };

  it.each(["https://monitoring.example.org", "http://10.0.0.7", "http://[::1]"])(
    "is read from the file: %s",
    async (url) => expect(await read(`PUBLIC_URL=${url}`)).toBe(url),
  );

  it("keeps its default where there is none", async () => {
    expect(await read("PUBLIC_URL=")).toBeUndefined();
    expect(await read("BIND_ADDRESS=")).toBeUndefined();
  });

  it("of the environment comes first, as for Docker Compose", async () => {
    vi.stubEnv("PUBLIC_URL", "https://own.example.org");
    expect(await read("PUBLIC_URL=https://monitoring.example.org")).toBe("https://own.example.org");
  });

  it.each(["monitoring.example.org", "https://monitoring.example.org:3000", "https://example.org/grafana"])(
    "is refused where it is no scheme and host: %s",
    async (url) => expect(read(`PUBLIC_URL=${url}`)).rejects.toThrow("write scheme and host only"),
  );
});

it("refuses a dollar sign beside a single quote", () => {
  expect(() => quoteDollars("A=it's$5")).toThrow("A holds a dollar sign and a single quote");
});

it.each([
  ["0.0.0.0", "admin123", true],
  ["192.168.1.5", "", true],
  ["::", "fifteen-letters", true],
  ["0.0.0.0", "a-long-password-of-its-own", false],
  ["127.0.0.1", "admin123", false],
  ["[::1]", "", false],
  ["", "", false],
])("published on %j with the password %j, is refused: %j", async (address, password, isRefused) => {
  const example = await readFile("compose/.env.example", "utf8");
  const env = example
    .replace(/^BIND_ADDRESS=.*$/m, `BIND_ADDRESS=${address}`)
    .replace(/^(GRAFANA_ADMIN_PASSWORD=).*$/m, `$1${password}`);
  await writeFile(envFile(), env);
  const answer = expect(refuseWeakPassword(project));
  await (isRefused ? answer.rejects.toThrow("BIND_ADDRESS=127.0.0.1") : answer.resolves.toBeUndefined());
});

import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { readSettings } from "../../exporters/common/settings.ts";
import { dataQualityExporter } from "../../exporters/data-quality/program.ts";
import { fraudDetectionExporter } from "../../exporters/fraud-detection/program.ts";
import { mlflowExporter } from "../../exporters/mlflow/program.ts";
import { loadModel } from "../../lib/cli/load.ts";
import { run } from "../../lib/cli/programs/programs.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import { quoteDollars } from "../../lib/cli/stack/env-file.ts";
import { emitAlertmanager } from "../../lib/emit/alertmanager.ts";
import { composeTarget } from "../../lib/emit/emit.ts";
import { emit } from "../../lib/emit/index.ts";
import { startAlertmanager } from "../../scripts/servers/alertmanager.ts";
import { startProcess } from "../../scripts/servers/process.ts";
import { stack } from "../../stack.ts";

interface Configured {
  readonly services: Record<string, Container>;
}

interface Container {
  readonly networks?: Record<string, unknown>;
  readonly network_mode?: string;
  readonly ports?: unknown[];
  readonly environment?: Record<string, string>;
  readonly command?: readonly string[] | null;
}

let compose = "";
beforeAll(async () => {
  compose = await tool("docker-compose");
}, 120_000);

/** What docker compose makes of the files. @throws where it refuses them */
async function configure(
  overlays: readonly string[],
  profile: string,
  envFile = "compose/.env.example",
): Promise<Configured> {
  const files = ["monitoring", ...overlays].flatMap((name) => ["-f", `compose/docker-compose.${name}.yml`]);
  const options = ["--env-file", envFile, ...files, "--profile", profile];
  return JSON.parse((await run(compose, ...options, "config", "--format", "json")).stdout) as Configured;
}

describe("docker compose config", () => {
  const overlays = [[], ["platform"], ["host-network"], ["platform", "host-network"], ["demo"], ["scale"]];
  const combinations = overlays.flatMap((names) => ["alloy", "promtail"].map((profile) => [names, profile] as const));

  it.each(combinations)("accepts overlays %j with %s", async (names, profile) => {
    const { services } = await configure(names, profile);
    const collectors = Object.keys(services).filter((name) => ["alloy", "promtail"].includes(name));
    expect(collectors).toEqual([profile]);
    expect(Object.keys(services.prometheus?.networks ?? {}).includes("platform")).toBe(names.includes("platform"));
    expect(services["node-exporter"]?.network_mode).toBe(names.includes("host-network") ? "host" : undefined);
  });

  it("refuses a service that does not exist", async () => {
    await expect(configure(["nonesuch"], "alloy")).rejects.toThrow();
  });
});

describe("a first start with every value of .env empty", () => {
  let folder = "";
  let empty: Configured;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "empty-env-"));
    const example = await readFile("compose/.env.example", "utf8");
    await writeFile(join(folder, ".env"), example.replaceAll(/^(\w+)=.*$/gm, "$1="));
    empty = await configure([], "alloy", join(folder, ".env"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(["postgres-exporter", "mysqld-exporter", "redis-exporter"] as const)("starts %s", async (name) => {
    const { command, environment = {} } = empty.services[name] ?? {};
    const program = await tool(name);
    const { url, stop } = await startProcess({
      name,
      env: environment,
      prepare: async ({ port }) => [program, `--web.listen-address=127.0.0.1:${port}`, ...(command ?? [])],
      ready: stack[name].health,
    });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    await stop();
    // The target is not there, and it says so instead of ending.
    expect(metrics).toMatch(/^(pg|mysql|redis)_up 0$/m);
  });

  it.each([
    ["fraud-detection", fraudDetectionExporter],
    ["data-quality", dataQualityExporter],
    ["mlflow", mlflowExporter],
  ] as const)("gives the %s exporter settings that it accepts", (name, { settings }) => {
    const { environment = {} } = empty.services[`${name}-exporter`] ?? {};
    expect(readSettings<object>(settings, [], environment)).toMatchObject({ kind: "settings" });
  });
});

describe("a dollar sign in a secret", () => {
  it("reaches the containers as `up` quotes it, and would not as it was", async () => {
    const folder = await mkdtemp(join(tmpdir(), "dollar-env-"));
    const example = await readFile("compose/.env.example", "utf8");
    const plain = example.replace(/^MYSQL_PASSWORD=$/m, () => "MYSQL_PASSWORD=ab$cd$");
    const read = async (text: string) => {
      await writeFile(join(folder, ".env"), text);
      const { services } = await configure([], "alloy", join(folder, ".env"));
      return services["mysqld-exporter"]?.environment?.MYSQLD_EXPORTER_PASSWORD;
    };
    // `config` writes each dollar sign twice, so that its output can be read as a compose file.
    expect(await read(quoteDollars(plain).text)).toBe("ab$$cd$$");
    expect(await read(plain)).not.toContain("cd");
    await rm(folder, { recursive: true });
  });
});

describe("PUBLIC_URL", () => {
  it.each([[[]], [["scale"]]])("reaches every server that writes links, overlays %j", async (overlays) => {
    const folder = await mkdtemp(join(tmpdir(), "public-url-"));
    const example = await readFile("compose/.env.example", "utf8");
    const url = "https://monitoring.example.org";
    await writeFile(join(folder, ".env"), example.replace(/^PUBLIC_URL=.*$/m, `PUBLIC_URL=${url}`));
    const { services } = await configure(overlays, "alloy", join(folder, ".env"));
    await rm(folder, { recursive: true });
    const settings = Object.values(services).flatMap(({ command, environment }) => [
      ...(command ?? []),
      ...Object.entries(environment ?? {}).map((pair) => pair.join("=")),
    ]);
    const links = /^--web\.external-url=|^GF_SERVER_ROOT_URL=|^PUBLIC_URL=/;
    const kinds = settings.filter((setting) => links.test(setting)).map((setting) => setting.split("=")[1]);
    expect(new Set(kinds)).toEqual(new Set([`${url}:9090`, `${url}:9093`, `${url}:3000/`, url]));
    expect(settings.filter((setting) => setting.includes("//localhost:"))).toEqual([]);
  });

  it("reaches the links of alerts and runbooks, and the addresses of servers", async () => {
    vi.stubEnv("PUBLIC_URL", "https://monitoring.example.org");
    const model = await loadModel(".");
    vi.unstubAllEnvs();
    const [rules] = emit(model, composeTarget(model), ["rules"]).filter(({ path }) => path.endsWith("redis.yml"));
    expect(rules?.text).toContain("https://monitoring.example.org:3000/d/");
    expect(rules?.text).toContain("https://monitoring.example.org:8405/runbooks/");
    expect(rules?.text).not.toContain("localhost");
    expect(Object.values(model.stack).flatMap(({ ui = [] }) => ui)).toEqual(
      expect.arrayContaining(["https://monitoring.example.org:9090", "https://monitoring.example.org:3100"]),
    );
  });
});

describe("flags of the servers", () => {
  const programs = [
    ...(["prometheus", "alertmanager", "node-exporter", "blackbox-exporter"] as const),
    ...(["postgres-exporter", "mysqld-exporter"] as const),
  ];

  it.each(programs)("%s knows every flag that its container is given", async (name) => {
    const { services } = await configure([], "alloy");
    const flags = (services[name]?.command ?? []).map((argument) => argument.split("=")[0] ?? "");
    const { stdout, stderr } = await run(await tool(name), "--help");
    const known = new Set((stdout + stderr).replaceAll("--[no-]", "--").match(/--[\w.-]+/g));
    expect(flags.length).toBeGreaterThan(0);
    expect(flags.filter((flag) => !known.has(flag.replace(/^--no-/, "--")))).toEqual([]);
  });
});

describe("Alertmanager's entrypoint", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "entrypoint-"));
    const model = await loadModel(".");
    for (const { path, text } of emitAlertmanager(model, composeTarget(model))) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    const stop = join(folder, "stop");
    await writeFile(stop, '#!/bin/sh\necho "started with $*"\n');
    await chmod(stop, 0o755);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function start(environment: Record<string, string>): Promise<{ stdout: string; config: string }> {
    const env = {
      ...{ PATH: process.env.PATH, BUILT: join(folder, "alertmanager"), RUN: join(folder, "run") },
      ...{ ALERTMANAGER: join(folder, "stop"), ...environment },
    };
    const args = ["compose/alertmanager/entrypoint.sh", "--config.file=x"];
    const { stdout } = await promisify(execFile)("sh", args, { env });
    await run(await tool("amtool"), "check-config", join(folder, "run/alertmanager.yml"));
    return { stdout, config: await readFile(join(folder, "run/alertmanager.yml"), "utf8") };
  }

  it("puts the deployment's mail server in, and hands its arguments on", async () => {
    const { stdout, config } = await start({ SMTP_HOST: "mail.example.org", SMTP_USER: "a&b|c" });
    expect(stdout).toBe("started with --config.file=x\n");
    expect(config).toContain('smtp_smarthost: "mail.example.org:587"');
    expect(config).toContain('smtp_auth_username: "a&b|c"');
    expect(config).toContain("smtp_auth_password_file: /etc/alertmanager/secrets/");
  });

  it("takes senders with a display name, quotation marks and backslashes", async () => {
    const sender = 'Platform "A\\B" & <monitoring@example.org>';
    const { config } = await start({ SMTP_FROM: sender });
    expect(parse(config).global.smtp_from).toBe(sender);
  });

  it("lets mails travel unencrypted where that is asked for", async () => {
    const { config } = await start({ SMTP_HOST: "relay:25", SMTP_REQUIRE_TLS: "false" });
    expect(parse(config).global).toMatchObject({ smtp_require_tls: false, smtp_smarthost: "relay:25" });
    expect((await start({ SMTP_REQUIRE_TLS: "true" })).config).not.toContain("smtp_require_tls");
  });

  it("keeps a port that is given, and asks for no login without a user", async () => {
    const { config } = await start({ SMTP_HOST: "relay:25" });
    expect(config).toContain('smtp_smarthost: "relay:25"');
    expect(config).not.toContain("smtp_auth_");
  });

  it("leaves escalation to PagerDuty where a key is set, and escalates itself where none is", async () => {
    const secrets = join(folder, "secrets");
    await mkdir(secrets, { recursive: true });
    const receivers = async () => {
      const { config } = await start({ SECRETS: secrets });
      const { route } = parse(config) as { route: { routes: { receiver: string }[] } };
      return route.routes.map(({ receiver }) => receiver);
    };
    await writeFile(join(secrets, "pagerduty_platform"), "");
    expect(await receivers()).toContain("escalation");
    await writeFile(join(secrets, "pagerduty_platform"), "key");
    expect(await receivers()).toContain("left-to-pagerduty");
    expect(await receivers()).not.toContain("escalation");
  });

  it("leaves a configuration that Alertmanager starts with, though no secret is there", async () => {
    await start({});
    const alertmanager = await startAlertmanager({ config: { file: join(folder, "run/alertmanager.yml") } });
    const { status } = await fetch(`${alertmanager.url}/-/ready`);
    await alertmanager.stop();
    expect(status).toBe(200);
  });
});

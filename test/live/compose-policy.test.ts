import { beforeAll, describe, expect, it } from "vitest";
import { run } from "../../lib/cli/programs/programs.ts";
import { tool } from "../../lib/cli/programs/tools.ts";

/** A service as `docker compose config` prints it, with every anchor and variable resolved. */
interface Container {
  readonly image?: string;
  readonly build?: unknown;
  readonly user?: string;
  readonly privileged?: boolean;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly mem_limit?: string;
  readonly cpus?: number;
  readonly pids_limit?: number;
  readonly ports?: readonly { readonly host_ip?: string; readonly target: number; readonly published?: string }[];
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly network_mode?: string;
  readonly restart?: string;
  readonly volumes?: readonly { readonly source: string; readonly target: string }[];
}

const isRoot = (user = "root") => /^(root|0)(:|$)/.test(user);
/** A name, with a tag of at least two numbers or a digest. */
const pinned = /(:v?\d+\.\d+[\w.-]*|@sha256:[0-9a-f]{64})$/;

/** What each service must be, by the name of the rule. */
const policy: Readonly<Record<string, (container: Container) => boolean>> = {
  "does not run as root": ({ user }) => !isRoot(user),
  "has a read-only root file system": ({ read_only }) => read_only === true,
  "drops every capability": ({ cap_drop = [] }) => cap_drop.includes("ALL"),
  "adds no capability": ({ cap_add = [] }) => cap_add.length === 0,
  "is not privileged": ({ privileged = false }) => !privileged,
  "gains no privileges": ({ security_opt = [] }) => security_opt.includes("no-new-privileges:true"),
  "has limits of memory, processor and processes": ({ mem_limit, cpus, pids_limit }) =>
    Boolean(mem_limit) && Boolean(cpus) && Boolean(pids_limit),
  "publishes on loopback only": ({ ports = [] }) => ports.every(({ host_ip }) => host_ip === "127.0.0.1"),
  "has an image of one version": ({ image = "" }) => pinned.test(image),
  "does not reach Docker's socket": ({ volumes = [] }) =>
    volumes.every(
      ({ source, target }) => !/docker\.sock$|^\/(var\/)?run$/.test(source) && !/docker\.sock$/.test(target),
    ),
  "has no share of the host's network": ({ network_mode }) => network_mode !== "host",
};

const secrets = "Compose copies secrets that come from the environment into the container's own file system";
const collector = {
  "does not run as root": "reads the journal, logs of any owner and Docker's socket",
  "adds no capability": "DAC_READ_SEARCH reads logs of any owner",
  "does not reach Docker's socket": "finds containers and reads their logs there; docs/adr/0029 has the alternatives",
};

/** Every exception, with its reason. One that is needed no longer fails as well. */
const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "data-owner": {
    "does not run as root": "gives folders to the servers' users; it has no network, and ends",
    "adds no capability": "CHOWN, DAC_OVERRIDE and FOWNER are what that takes",
  },
  alertmanager: { "has a read-only root file system": secrets },
  grafana: { "has a read-only root file system": secrets },
  "image-renderer": {
    "has a read-only root file system": "each picture starts a browser that writes a profile; not seen running without",
  },
  alloy: collector,
  promtail: collector,
  cadvisor: {
    "does not run as root": "reads control groups and layers of every container",
    "adds no capability": "DAC_READ_SEARCH reads layers of any owner, SYSLOG the kernel's out-of-memory kills",
    "does not reach Docker's socket": "asks Docker for the containers' names",
  },
  "postgres-exporter": { "has a read-only root file system": secrets },
  "fraud-detection-exporter": { "has a read-only root file system": secrets },
  "data-quality-exporter": { "has a read-only root file system": secrets },
};

/** What an overlay changes. */
const overlayExceptions: Readonly<Record<string, typeof exceptions>> = {
  "host-network": {
    "node-exporter": {
      "has no share of the host's network": "measures the host's interfaces; listens on two addresses",
    },
  },
  scale: {
    "scale-data-owner": exceptions["data-owner"] ?? {},
    "alertmanager-2": { "has a read-only root file system": secrets },
    "alertmanager-3": { "has a read-only root file system": secrets },
    "grafana-2": { "has a read-only root file system": secrets },
    "grafana-database": { "has a read-only root file system": secrets },
  },
};

let compose = "";
beforeAll(async () => {
  compose = await tool("docker-compose");
}, 120_000);

async function services(...overlays: string[]): Promise<Record<string, Container>> {
  const files = ["monitoring", ...overlays].flatMap((name) => ["-f", `compose/docker-compose.${name}.yml`]);
  const profiles = ["--profile", "alloy", "--profile", "promtail"];
  const options = ["--env-file", "compose/.env.example", ...files, ...profiles];
  return JSON.parse((await run(compose, ...options, "config", "--format", "json")).stdout).services;
}

describe("every service of the stack keeps the policy, but for the exceptions", () => {
  it.each([[[]], [["platform"]], [["host-network"]], [["scale"]]])(
    "with the overlays %j",
    async (overlays: string[]) => {
      const departures: string[] = [];
      const listed: string[] = [];
      for (const [name, container] of Object.entries(await services(...overlays)))
        for (const [rule, isKept] of Object.entries(policy)) {
          const known = [exceptions, ...overlays.map((overlay) => overlayExceptions[overlay] ?? {})];
          if (known.some((table) => table[name]?.[rule])) listed.push(`${name} ${rule}`);
          if (!isKept(container)) departures.push(`${name} ${rule}`);
        }
      expect(departures).toEqual(listed);
    },
  );

  it.each([[[]], [["demo"]], [["scale"]]])(
    "and publishes no port of another, with the overlays %j",
    async (overlays: string[]) => {
      const ports = Object.values(await services(...overlays)).flatMap(({ ports = [] }) =>
        ports.map((one) => one.published),
      );
      expect(ports.length).toBeGreaterThan(10);
      expect(ports.filter((port, i) => ports.indexOf(port) !== i)).toEqual([]);
    },
  );

  it("in the demo too, but for what keeps its data for a look only", async () => {
    // The platform's databases start as root, write into their containers, and have what they are given.
    const excused = [
      ...["does not run as root", "has a read-only root file system", "drops every capability"],
      "has limits of memory, processor and processes",
    ];
    const stack = Object.keys(await services());
    const platform = Object.entries(await services("demo")).filter(([name]) => !stack.includes(name));
    expect(platform.length).toBeGreaterThan(5);
    const departures = platform.flatMap(([name, container]) =>
      Object.entries(policy)
        .filter(([rule, isKept]) => !excused.includes(rule) && !isKept(container))
        .map(([rule]) => `${name} ${rule}`),
    );
    expect(departures).toEqual([]);
    expect(platform.filter(([, { mem_limit }]) => !mem_limit)).toEqual([]);
  });

  it("would see a service that is privileged, or open to the network", () => {
    const open: Container = { privileged: true, ports: [{ host_ip: "0.0.0.0", target: 1 }], image: "x:latest" };
    const broken = Object.entries(policy).filter(([, isKept]) => !isKept(open));
    expect(broken.map(([rule]) => rule)).toEqual([
      "does not run as root",
      "has a read-only root file system",
      "drops every capability",
      "is not privileged",
      "gains no privileges",
      "has limits of memory, processor and processes",
      "publishes on loopback only",
      "has an image of one version",
    ]);
  });
});

describe("networks", () => {
  const networksOf = async (...overlays: string[]) =>
    Object.fromEntries(
      Object.entries(await services(...overlays)).map(([name, { networks }]) => [name, Object.keys(networks ?? {})]),
    );

  it("keep Grafana and its renderer apart from what is scraped and from the platform", async () => {
    const networks = await networksOf("platform");
    expect(networks.grafana).toEqual(["dashboards"]);
    expect(networks["image-renderer"]).toEqual(["dashboards"]);
    const bridges = Object.entries(networks).filter(([, names]) => names.includes("dashboards") && names.length > 1);
    expect(bridges.map(([name]) => name).sort()).toEqual(["alertmanager", "blackbox-exporter", "loki", "prometheus"]);
  });

  it("publish no port of the renderer, and Grafana's on loopback", async () => {
    const { grafana, "image-renderer": renderer } = await services();
    expect(renderer?.ports).toBeUndefined();
    expect(grafana?.ports).toMatchObject([{ host_ip: "127.0.0.1", target: 3000 }]);
  });
});

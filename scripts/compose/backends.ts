import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isExecutable, run } from "../../lib/cli/programs/programs.ts";
import { debianMirror } from "../../lib/cli/programs/tools.ts";
import { lockFile, pipInstall } from "../python/packages.ts";
import type { Engine } from "./engine.ts";
import { fingerprint } from "./fingerprint.ts";
import { installDebianPackages } from "./install.ts";

/** How the image of a service of the demo's platform is made. */
export interface Backend {
  /** What it really is, where that is not the program of its name. */
  readonly source: "Debian's program" | "Debian's MariaDB" | "Maven's jars" | "PyPI's package";
  /** Lines of its Dockerfile, after FROM. */
  readonly lines: readonly string[];
  /** Files outside `backends/` that the lines copy. */
  readonly copies?: readonly string[];
  /** Collects the other files that the lines copy. */
  readonly fill?: (context: string) => Promise<void>;
}

const scripts = fileURLToPath(new URL("backends/", import.meta.url));
const script = (name: string) => (context: string) => copyFile(join(scripts, name), join(context, name));
const entrypoint = (name: string) => [`COPY ${name} /entrypoint.sh`, 'ENTRYPOINT ["/bin/bash", "/entrypoint.sh"]'];

const packages = [
  ...["redis-server", "postgresql", "mariadb-server", "openjdk-17-jre-headless", "python3-venv"],
  ...["procps", "ca-certificates"],
];
/** Debian with the programs of all backends. */
const base = `bigdata-tests/backends:${fingerprint(packages.join())}`;

/** Kafka's commands by the name of their script. */
const kafkaCommands: Readonly<Record<string, string>> = {
  "kafka-server-start": "kafka.Kafka",
  "kafka-storage": "kafka.tools.StorageTool",
  "kafka-topics": "org.apache.kafka.tools.TopicCommand",
  "kafka-broker-api-versions": "kafka.admin.BrokerApiVersionsCommand",
  "kafka-producer-perf-test": "org.apache.kafka.tools.ProducerPerformance",
  "kafka-console-consumer": "org.apache.kafka.tools.consumer.ConsoleConsumer",
};

/** By the image's name without its tag. */
export const backends: Readonly<Record<string, Backend>> = {
  redis: {
    source: "Debian's program",
    lines: [...entrypoint("redis.sh"), 'CMD ["redis-server"]'],
    fill: script("redis.sh"),
  },
  postgres: {
    source: "Debian's program",
    lines: [
      "RUN ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/",
      // The user's number is that of the published image.
      "RUN groupmod --gid 999 postgres && usermod --uid 999 postgres && chown -R postgres:postgres /var/run/postgresql",
      ...entrypoint("postgres.sh"),
      'CMD ["postgres"]',
    ],
    fill: script("postgres.sh"),
  },
  mysql: { source: "Debian's MariaDB", lines: entrypoint("mysql.sh"), fill: script("mysql.sh") },
  "apache/kafka": {
    source: "Maven's jars",
    lines: ["COPY kafka /opt/kafka", ...entrypoint("kafka.sh")],
    fill: async (context) => {
      await script("kafka.sh")(context);
      await mkdir(join(context, "kafka/bin"), { recursive: true });
      await collectJars(join(context, "kafka/libs"));
      for (const [name, main] of Object.entries(kafkaCommands)) {
        const text = `#!/bin/sh\nexec java $KAFKA_HEAP_OPTS -cp "/opt/kafka/libs/*" ${main} "$@"\n`;
        await writeFile(join(context, `kafka/bin/${name}.sh`), text, { mode: 0o755 });
      }
    },
  },
  "ghcr.io/mlflow/mlflow": {
    source: "PyPI's package",
    lines: [
      "ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false",
      "ENV MLFLOW_DISABLE_TELEMETRY=true PATH=/opt/mlflow/bin:/usr/bin:/bin",
      "COPY mlflow.txt /opt/mlflow.txt",
      `RUN python3 -m venv /opt/mlflow && pip ${pipInstall("/opt/mlflow.txt").join(" ")}`,
    ],
    copies: [lockFile("mlflow")],
  },
};

async function collectJars(folder: string): Promise<void> {
  await installDebianPackages(["maven", "default-jre-headless"], () => isExecutable("/usr/bin/mvn"));
  const options = ["--batch-mode", "--quiet", "--file", join(scripts, "pom.xml")];
  await run("mvn", ...options, "dependency:copy-dependencies", `-DoutputDirectory=${folder}`);
}

/** What the image of a backend is made of, as text. */
export async function recipeOf({ lines, copies = [] }: Backend): Promise<string> {
  const files = [...(await readdir(scripts)).sort().map((file) => join(scripts, file)), ...copies];
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return JSON.stringify([base, packages, kafkaCommands, lines, texts]);
}

/**
 * Makes the image of a backend, on a Debian of this machine's release.
 * @param folder a temporary one, which exists
 * @param label a line of its Dockerfile
 */
export async function makeBackend(
  engine: Engine,
  folder: string,
  image: string,
  { lines, copies = [], fill }: Backend,
  label: string,
): Promise<void> {
  if (!(await has(engine, base))) await makeBase(engine, folder, label);
  const context = join(folder, image.replaceAll(/\W/g, "-"));
  await mkdir(context);
  for (const file of copies) await copyFile(file, join(context, basename(file)));
  await fill?.(context);
  await build(engine, context, image, [`FROM ${base}`, label, ...lines]);
}

async function makeBase(engine: Engine, folder: string, label: string): Promise<void> {
  await installDebianPackages(["debootstrap"], () => isExecutable("/usr/sbin/debootstrap"));
  const codename = /^VERSION_CODENAME=(\w+)$/m.exec(await readFile("/etc/os-release", "utf8"))?.[1] ?? "stable";
  const root = join(folder, "debian");
  await run("/usr/sbin/debootstrap", "--variant=minbase", codename, root, await debianMirror(folder));
  const archive = join(folder, "debian.tar");
  await run("tar", "--create", "--file", archive, "--directory", root, ".");
  await engine.docker("import", archive, "bigdata-tests/debian:1");
  const context = join(folder, "backends");
  await mkdir(context);
  await copyFile("/etc/ssl/certs/ca-certificates.crt", join(context, "certificates.crt"));
  await build(engine, context, base, [
    "FROM bigdata-tests/debian:1",
    label,
    // Packages start their servers otherwise.
    "RUN printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d",
    `RUN apt-get update --quiet && DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends ${packages.join(" ")} && apt-get clean && rm -rf /var/lib/apt/lists/*`,
    "COPY certificates.crt /etc/ssl/certs/ca-certificates.crt",
  ]);
}

const has = (engine: Engine, image: string): Promise<boolean> =>
  engine.docker("image", "inspect", image).then(
    () => true,
    () => false,
  );

async function build(engine: Engine, context: string, image: string, lines: readonly string[]): Promise<void> {
  await writeFile(join(context, "Dockerfile"), `${lines.join("\n")}\n`);
  const legacy = engine.withEnv({ ...engine.env, DOCKER_BUILDKIT: "0" });
  await legacy.docker("build", "--quiet", "--network", "host", "--tag", image, context);
}

import type { ComposeFile } from "../../model/compose.ts";
import type { Compose } from "./compose.ts";

/** What one service of the stack asks of the platform. */
export interface Target {
  readonly service: string;
  /** The variable of `compose/.env` that says where it is, such as `KAFKA_ADDRESS`. */
  readonly variable: string;
  /** `host:port` each; any one that answers is enough. Without passwords. */
  readonly endpoints: readonly string[];
  /** Whether the service ends while it does not answer. */
  readonly required: boolean;
}

type Values = ReadonlyMap<string, string>;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The targets that the compose file names (`x-target`), with their addresses as Docker Compose would read them:
 * the environment comes before `.env`, and an empty value means the default.
 */
export function targetsOf(compose: ComposeFile, file: Values, environment: Environment): Target[] {
  return Object.entries(compose.services).flatMap(([service, { "x-target": target }]) => {
    const [, variable = "", fallback = ""] = /^\$\{(\w+):-(.*)\}$/.exec(target?.address ?? "") ?? [];
    if (!target || variable === "") return [];
    const value = (environment[variable] ?? file.get(variable)) || fallback;
    return [{ service, variable, endpoints: endpointsOf(value), required: target.required ?? false }];
  });
}

const ports: Readonly<Record<string, string>> = {
  ...{ "postgres:": "5432", "postgresql:": "5432", "mysql:": "3306", "mariadb:": "3306" },
  ...{ "http:": "80", "https:": "443" },
};

/** Of `host:port,host:port`, of an address such as `http://host`, or of several such as `name=postgres://host/db`. */
function endpointsOf(value: string): string[] {
  if (!value.includes("://")) return value.split(/[\s,]+/).filter(Boolean);
  return value.split(/\s+/).flatMap((entry) => {
    const address = entry.replace(/^[^:/?#=]+=/, "");
    if (!URL.canParse(address)) return [];
    const { hostname, port, protocol } = new URL(address);
    return hostname === "" ? [] : [`${hostname}:${port || ports[protocol]}`];
  });
}

/**
 * Those of the targets that do not answer, asked from where the exporters are: within the stack's networks, by the
 * Blackbox exporter. Nothing where that cannot be asked, for then nobody knows.
 */
export async function unanswered(compose: Compose, targets: readonly Target[]): Promise<Target[]> {
  const endpoints = [...new Set(targets.flatMap((target) => target.endpoints))];
  const answers = new Map(
    await Promise.all(endpoints.map(async (endpoint) => [endpoint, await answersAt(compose, endpoint)] as const)),
  );
  return targets.filter(
    (target) => target.endpoints.length > 0 && target.endpoints.every((endpoint) => answers.get(endpoint) === false),
  );
}

/** @returns undefined where the Blackbox exporter does not run */
async function answersAt(compose: Compose, endpoint: string): Promise<boolean | undefined> {
  const url = `http://127.0.0.1:9115/probe?${new URLSearchParams({ module: "tcp", target: endpoint })}`;
  const answer = await compose.read("exec", "-T", "blackbox-exporter", "wget", "-qO-", url).catch(() => "");
  const success = /^probe_success ([01])$/m.exec(answer)?.[1];
  return success === undefined ? undefined : success === "1";
}

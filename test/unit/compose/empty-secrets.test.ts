import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { parse } from "yaml";

interface Compose {
  readonly services: Record<
    string,
    {
      readonly environment?: Record<string, unknown>;
      readonly secrets?: unknown[];
      readonly labels?: Record<string, string>;
    }
  >;
  readonly secrets: Record<string, { readonly environment: string }>;
}

const { services, secrets } = parse(await readFile("compose/docker-compose.monitoring.yml", "utf8"), {
  merge: true,
}) as Compose;

const named = Object.entries(services).flatMap(([service, { environment = {} }]) =>
  Object.entries(environment)
    .filter(([, value]) => String(value).includes("/run/secrets/"))
    .map(([variable, value]) => [service, variable, String(value)] as const),
);

// Docker Compose makes no file of an empty value, and some programs end when a file that they are given is missing.
it.each(named)("%s: %s names the secret's file only where it has a value", (service, _, value) => {
  const secret = /\/run\/secrets\/(\w+)/.exec(value)?.[1] ?? "";
  expect(value).toBe(`\${${secrets[secret]?.environment}:+/run/secrets/${secret}}`);
  expect(services[service]?.secrets).toContain(secret);
});

it("looks at every service that is given a secret by a variable", () => {
  expect(new Set(named.map(([service]) => service))).toEqual(
    new Set(["grafana", "postgres-exporter", "fraud-detection-exporter", "data-quality-exporter"]),
  );
});

it("makes every service that reads a secret anew when one changes", () => {
  const readers = Object.entries(services).filter(([, { secrets = [] }]) => secrets.length > 0);
  expect(readers.map(([name, { labels }]) => [name, labels?.["bigdata.secrets"]])).toEqual(
    readers.map(([name]) => [name, `\${SECRETS_DIGEST:-}`]),
  );
});

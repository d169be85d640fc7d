import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import { targetsOf } from "../../../lib/cli/stack/states.ts";

const files = ["monitoring", "platform", "host-network", "demo", "scale"].map(
  (name) => `compose/docker-compose.${name}.yml`,
);

it("names every variable that the compose files read, and no other", async () => {
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const read = texts.flatMap((text) =>
    Array.from(text.matchAll(/\$\{(\w+)|\{ environment: (\w+)/g), ([, variable, secret]) => variable ?? secret),
  );
  const example = await readFile("compose/.env.example", "utf8");
  const named = Array.from(example.matchAll(/^(\w+)=/gm), ([, name]) => name);
  // Docker Compose itself reads the first; `npm run up` and `npm run backup` set the others.
  const set = ["SECRETS_DIGEST", "PROMETHEUS_ADMIN_API"];
  expect(new Set([...read, "COMPOSE_PROFILES"])).toEqual(new Set([...named, ...set]));
});

it("says of every address of the platform which exporters ask it", async () => {
  const example = await readFile("compose/.env.example", "utf8");
  const platform = /# ---- The platform\.[\s\S]*?(?=# ---- )/.exec(example)?.[0] ?? "";
  const addresses = Array.from(platform.matchAll(/^(\w+_(?:ADDRESS|URI|URL|DATABASES))=/gm), ([, name]) => name);
  const { compose } = await loadModel(".");
  const targets = targetsOf(compose?.definition ?? { services: {} }, new Map(), {});
  expect(new Set(targets.map(({ variable }) => variable))).toEqual(new Set(addresses));
  expect(targets.map(({ service, endpoints }) => `${service} ${endpoints}`)).toMatchInlineSnapshot(`
    [
      "redis-exporter redis:6379",
      "postgres-exporter postgres:5432",
      "mysqld-exporter mysql:3306",
      "kafka-exporter kafka:9092",
      "kafka-lag-exporter kafka:9092",
      "mlflow-exporter mlflow:5000",
      "fraud-detection-exporter postgres:5432",
      "data-quality-exporter postgres:5432",
    ]
  `);
});

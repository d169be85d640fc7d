import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

const files = ["monitoring", "platform", "host-network", "demo"].map((name) => `compose/docker-compose.${name}.yml`);

it("names every variable that the compose files read, and no other", async () => {
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const read = texts.flatMap((text) =>
    Array.from(text.matchAll(/\$\{(\w+)|\{ environment: (\w+)/g), ([, variable, secret]) => variable ?? secret),
  );
  const example = await readFile("compose/.env.example", "utf8");
  const named = Array.from(example.matchAll(/^(\w+)=/gm), ([, name]) => name);
  // Docker Compose itself reads it.
  expect(new Set([...read, "COMPOSE_PROFILES"])).toEqual(new Set(named));
});

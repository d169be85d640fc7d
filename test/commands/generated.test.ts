import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { staleDocs } from "../../scripts/docs/stale.ts";
import { generateKubernetesSchemas, generateSchemas } from "../../scripts/schemas/generate.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFile(`${root}${path}`, "utf8");

it("has every generated document up to date; `npm run docs` writes them", async () => {
  expect((await staleDocs(root)).map(({ path }) => path)).toEqual([]);
});

it.each([
  ["lib/schemas/schemas.json", generateSchemas],
  ["lib/schemas/kubernetes.json", generateKubernetesSchemas],
])("has in %s what the types make; `npm run schemas` writes it", async (path, generate) => {
  expect(await read(path)).toBe(`${generate()}\n`);
});

import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { replacePart } from "../../scripts/docs/docs.ts";
import { staleDocs } from "../../scripts/docs/stale.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

it("finds every generated document as the model would have it; `npm run docs` writes them anew", async () => {
  expect((await staleDocs(root)).map(({ path }) => path)).toEqual([]);
});

it("replaces only the part between its marks", () => {
  expect(replacePart("a\n<!-- x -->\nold\n<!-- /x -->\nb", "x", "new")).toBe("a\n<!-- x -->\nnew\n<!-- /x -->\nb");
});

it("names the marks that a file lacks", () => {
  expect(() => replacePart("a", "x", "new")).toThrow("lacks the marks <!-- x --> and <!-- /x -->");
});

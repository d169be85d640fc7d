import { describe, expect, it } from "vitest";
import { analyse } from "../../../lib/promql/analysis/analyse.ts";
import { maxDuration } from "../../../lib/promql/analysis/max-duration.ts";
import { seriesCatalogOf } from "../../../lib/promql/analysis/series-catalog.ts";
import { explain } from "../../../lib/promql/explain.ts";
import { codeFrame, format } from "../../../lib/promql/print.ts";
import { parse } from "../../../lib/promql/syntax/parse.ts";
import { recorded } from "../../../scripts/mistakes/mistakes.ts";
import { accepted, refused, variables, wrong } from "../../support/expressions.ts";
import { recording } from "../checks/examples/shop.ts";

const catalog = seriesCatalogOf(recording(recorded));

const indented = (text: string) => text.replaceAll(/^(?=.)/gm, "    ");

/** All that the library reads in an expression. */
function reading(text: string, grafana = false): string {
  const { ast, problems } = parse(text, { grafana });
  const found = ast && problems.length === 0 ? analyse(ast, catalog).findings : problems;
  const bound = ast && problems.length === 0 ? maxDuration(ast) : undefined;
  return [
    `> ${text}`,
    ...(ast && problems.length === 0 ? [`  ${format(ast)}`, indented(explain(ast, analyse(ast, catalog)))] : []),
    ...(bound ? [`  bound: ${JSON.stringify(bound)}`] : []),
    ...found.flatMap((one) => [
      `  ! ${one.message}${"kind" in one ? ` [${one.kind}]` : ""}${"hint" in one ? ` (${one.hint})` : ""}`,
      indented(codeFrame(text, one)),
    ]),
  ].join("\n");
}

/** Few enough expressions for a test that a reader can find the one that changed. */
const atOnce = 6;

const parts = (topics: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(topics).flatMap(([topic, texts]) =>
    Array.from({ length: Math.ceil(texts.length / atOnce) }, (_, i) => ({
      topic: `${topic}-${i + 1}`,
      texts: texts.slice(i * atOnce, (i + 1) * atOnce),
    })),
  );

describe.each(Object.entries({ accepted, refused, wrong }))("reads what is %s", (kind, topics) => {
  it.each(parts(topics))("$topic", async ({ topic, texts }) => {
    const isRefused = (text: string) => parse(text).problems.length > 0;
    if (kind !== "wrong") expect(texts.filter((text) => isRefused(text) !== (kind === "refused"))).toEqual([]);
    await expectReadings(`${kind}/${topic}`, texts);
  });
});

it.each(parts({ variables }))("reads the queries of panels: $topic", async ({ topic, texts }) => {
  await expectReadings(topic, texts, true);
});

async function expectReadings(file: string, texts: readonly string[], grafana = false): Promise<void> {
  const readings = texts.map((text) => reading(text, grafana)).join("\n\n");
  await expect(`${readings}\n`).toMatchFileSnapshot(`../../fixtures/promql/${file}.txt`);
}

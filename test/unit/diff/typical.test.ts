import { expect, it } from "vitest";
import { diff, renderMarkdown, renderText } from "../../../lib/diff/diff.ts";
import { snapshotOf } from "../../../lib/diff/snapshot.ts";

import { kafkaModel, typicalChanges } from "./example.ts";

const introduction = `# The output of diff

\`npm run diff\` compares two states of the definitions, and prints the changes, worded for a reviewer. An expression that is only
formatted in another way is no change.

| Command | Before | After |
| --- | --- | --- |
| \`npm run diff\` | the last commit | the files as they are |
| \`npm run diff -- --base origin/main\` | any git revision | the files as they are |
| \`npm run diff -- --dist dist\` | a built folder | the files as they are |
| \`npm run diff -- --live\` | the files as they are | Grafana, Prometheus and Alertmanager as they run: what was changed there |

\`--markdown\` writes for a pull request, \`--json\` for a program. It exits 0 if nothing differs, 1 if something does, 2 if
one side cannot be read.

These are typical changes of a small project with the output for each. A test writes this file.`;

it("prints typical changes as docs/diff.md shows", async () => {
  const sections = Object.entries(typicalChanges).map(([title, knobs]) => {
    const text = renderText(diff(snapshotOf(kafkaModel()), snapshotOf(kafkaModel(knobs))));
    return `## ${title}\n\n\`\`\`text\n${text || "nothing differs\n"}\`\`\``;
  });
  await expect(`${[introduction, ...sections].join("\n\n")}\n`).toMatchFileSnapshot("../../../docs/diff.md");
});

it.each(Object.entries(typicalChanges))("reports nothing twice, and the same every time: %s", (_, knobs) => {
  const changes = diff(snapshotOf(kafkaModel()), snapshotOf(kafkaModel(knobs)));
  expect(new Set(changes.map((change) => JSON.stringify(change))).size).toBe(changes.length);
  expect(diff(snapshotOf(kafkaModel()), snapshotOf(kafkaModel(knobs)))).toEqual(changes);
});

it("finds a model equal to itself", () => {
  expect(diff(snapshotOf(kafkaModel()), snapshotOf(kafkaModel()))).toEqual([]);
});

it("lets no Markdown of a definition escape into the pull request", () => {
  const text = renderMarkdown(diff(snapshotOf(kafkaModel()), snapshotOf(kafkaModel({ title: "<b>*Kept*</b>" }))));
  expect(text).toContain(String.raw`\<b\>\*Kept\*\</b\>`);
});

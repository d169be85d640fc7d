import { checks } from "../../lib/checks/index.ts";
import { type DocWriter, markdownTable } from "./docs.ts";

/** `docs/checks.md`: every check and why it is there. */
export const docChecks: DocWriter = () => [
  {
    path: "docs/checks.md",
    text: `# Checks\n\nEvery check runs in \`npm run build\` and \`npm run check\`; one problem stops both.\n\n${markdownTable(
      ["Check", "Why"],
      checks.map(({ name, why }) => [`\`${name}\``, why]),
    )}\n`,
  },
];

import { checks } from "../../lib/checks/index.ts";
import { type DocWriter, markdownTable } from "./docs.ts";

/** `docs/checks.md`: every check with its description. */
export const docChecks: DocWriter = () => [
  {
    path: "docs/checks.md",
    text: `# Checks\n\nEvery check runs in \`npm run build\` and \`npm run check\`; one problem stops both.\n\n${markdownTable(
      ["Check", "Description"],
      checks.map(({ name, description }) => [`\`${name}\``, description]),
    )}\n`,
  },
];

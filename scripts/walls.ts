// Checks every import of the repository against the walls, and that no files import each other in a circle.
import { execFileSync } from "node:child_process";
import { readImports } from "./walls/imports.ts";
import { cycles, violations } from "./walls/rules.ts";

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx", "*.js"])
  .toString()
  .split("\n")
  .filter((file) => file !== "" && !file.startsWith("test/fixtures/"));
const imports = readImports(files);
const problems = [
  ...violations(imports),
  ...cycles(imports).map((group) => `import each other in a circle: ${group.join(", ")}`),
];
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(`${files.length} files, ${problems.length} problems\n`);
process.exitCode = problems.length > 0 ? 1 : 0;

// `npm run test:grafana -- URL`: the push suite against any Grafana, as an Editor by GRAFANA_TOKEN, and as an Admin, which
// datasources need, by GRAFANA_ADMIN_TOKEN.
import { spawnSync } from "node:child_process";
import { environmentVariable, environmentWith } from "../../lib/cli/env.ts";

const [url] = process.argv.slice(2);
if (url === undefined) {
  process.stderr.write("which Grafana? npm run test:grafana -- https://grafana.example.org\n");
  process.exit(2);
}
for (const name of ["GRAFANA_TOKEN", "GRAFANA_ADMIN_TOKEN"])
  if (environmentVariable(name) === undefined) {
    process.stderr.write(
      `set GRAFANA_TOKEN to an Editor's token and GRAFANA_ADMIN_TOKEN to an Admin's: ${name} is not set\n`,
    );
    process.exit(2);
  }
const vitest = ["node_modules/vitest/vitest.mjs", "run", "--project", "grafana"];
const { status } = spawnSync(process.execPath, vitest, {
  env: environmentWith({ GRAFANA_SERVER: url }),
  stdio: "inherit",
});
process.exit(status ?? 2);

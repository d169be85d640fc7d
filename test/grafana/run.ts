// `npm run test:grafana -- URL`: the push suite against any Grafana, by GRAFANA_TOKEN, or GRAFANA_USER and GRAFANA_PASSWORD.
import { spawnSync } from "node:child_process";
import { environmentWith } from "../../lib/cli/env.ts";

const [url] = process.argv.slice(2);
if (url === undefined) {
  process.stderr.write("which Grafana? npm run test:grafana -- https://grafana.example.org\n");
  process.exit(2);
}
const vitest = ["node_modules/vitest/vitest.mjs", "run", "--project", "grafana"];
const { status } = spawnSync(process.execPath, vitest, {
  env: environmentWith({ GRAFANA_SERVER: url }),
  stdio: "inherit",
});
process.exit(status ?? 2);

import { diff } from "../../diff/diff.ts";
import { snapshotOf } from "../../diff/read-files.ts";
import type { Model } from "../../model/model.ts";
import { snapshotOfServers } from "../diff/live.ts";
import { addressesOf } from "../http/address.ts";
import { requestOnce } from "../http/json.ts";
import { exitCodes, messageOf, UserError } from "../outcome.ts";

const servers = ["prometheus", "alertmanager"] as const;
const timeoutMilliseconds = 60_000;

/**
 * Makes Prometheus and Alertmanager reload their files, then compares their rules and routes with the defined ones.
 * @returns the exit code: 1 where they differ
 * @throws UserError with every server that does not reload, and why
 */
export async function reload(model: Model, { json }: { readonly json: boolean }): Promise<number> {
  const addresses = addressesOf(model.stack);
  const refused = (await Promise.all(servers.map((name) => reloadOne(addresses[name])))).filter(Boolean);
  if (refused.length > 0) throw new UserError(refused.join("\n"));
  const { rules, alerting } = await snapshotOfServers(model, servers);
  const differences = diff({ ...(rules && { rules }), ...(alerting && { alerting }) }, snapshotOf(model));
  if (json) process.stdout.write(`${JSON.stringify({ reloaded: servers, differences })}\n`);
  else for (const { subject, sentence } of differences) process.stdout.write(`  ${subject}: ${sentence}\n`);
  if (differences.length === 0 && !json)
    process.stdout.write("reloaded: Prometheus and Alertmanager have the defined rules and routes\n");
  if (differences.length > 0)
    process.stderr.write("reloaded, but they read other files — copy dist/ to where they read, and reload again\n");
  return differences.length === 0 ? exitCodes.ok : exitCodes.problems;
}

/** @returns why a server did not reload, or nothing */
async function reloadOne(address: string): Promise<string | undefined> {
  const hints = { 403: "start it with --web.enable-lifecycle" };
  return requestOnce(`${address}/-/reload`, { method: "POST", as: "text", hints, timeoutMilliseconds }).then(
    () => undefined,
    messageOf,
  );
}

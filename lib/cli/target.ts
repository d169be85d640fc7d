import { readFile } from "node:fs/promises";
import { overriddenTarget, type Target } from "../emit/emit.ts";
import type { Model } from "../model/model.ts";
import { instanceNames } from "../model/scale.ts";
import { UserError } from "./outcome.ts";

/**
 * Where the emitted files find the services: where a target has them, or at the addresses of a file.
 * @param addresses a JSON file of service to host:port
 * @throws UserError naming what is wrong in it
 */
export async function targetOf(model: Model, base: Target, addresses: string | undefined): Promise<Target> {
  if (addresses === undefined) return base;
  const overrides = await readAddresses(addresses);
  const known = new Set([
    ...Object.keys(model.stack).flatMap((name) => instanceNames(name, model.scale)),
    ...Object.keys(model.probes?.backends ?? {}),
  ]);
  const unknown = Object.keys(overrides).filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new UserError(
      `${addresses}: unknown services ${unknown.join(", ")}: see stack.ts and the backends of probes.ts`,
    );
  const wrong = Object.entries(overrides).filter(([, address]) => !/^\S+:\d+$/.test(String(address)));
  if (wrong.length > 0)
    throw new UserError(wrong.map(([name, to]) => `${addresses}: ${name} is at "${to}": write host:port`).join("\n"));
  return overriddenTarget(base, overrides);
}

async function readAddresses(file: string): Promise<Record<string, string>> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Record<string, string>;
  } catch (error) {
    throw new UserError(`${file}: cannot be read as JSON: ${error instanceof Error ? error.message : error}`);
  }
}

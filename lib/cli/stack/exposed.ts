import { environmentVariable } from "../env.ts";
import { UserError } from "../outcome.ts";
import { readEnvFile } from "./env-file.ts";

/** Shorter passwords can be guessed over the network. `up` generates 48 characters. */
const shortest = 16;

/**
 * Refuses to publish the stack on another address than loopback while Grafana's password is weak.
 * @throws UserError that names both variables
 */
export async function refuseWeakPassword(project: string): Promise<void> {
  const file = await readEnvFile(project);
  // Docker Compose reads the environment first.
  const value = (name: string) => environmentVariable(name) ?? file.get(name) ?? "";
  const address = value("BIND_ADDRESS");
  if (isLoopback(address) || value("GRAFANA_ADMIN_PASSWORD").length >= shortest) return;
  throw new UserError(
    `BIND_ADDRESS is ${address}, which opens Grafana to the network, and GRAFANA_ADMIN_PASSWORD has fewer than ` +
      `${shortest} characters: set a long random one in compose/.env (and in Grafana, where it ran before), or ` +
      "BIND_ADDRESS=127.0.0.1",
  );
}

/** An empty one is the default, 127.0.0.1. */
const isLoopback = (address: string): boolean =>
  address === "" || address === "localhost" || /^\[?::1\]?$/.test(address) || /^127(\.\d+){3}$/.test(address);

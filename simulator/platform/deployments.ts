import type contract from "../../metrics/transactions.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";

type Deployed = Pick<Registry<typeof contract>, "set">;

const day = 86_400;
/** Seconds since midnight in UTC. */
const releasedAt = 10 * 3600;

/** A release every day at 10. */
const versionAt = (time: number): string => `2.${Math.floor((time - releasedAt) / day) % 100}.0`;

/** The release that a service runs. */
export const deployments =
  (registry: Deployed) =>
  ({ time, elapsed }: Tick): void => {
    const [last, version] = [versionAt(time - elapsed), versionAt(time)];
    if (last !== version) registry.set("deployment_info", { version: last }, undefined);
    registry.set("deployment_info", { version }, 1);
  };

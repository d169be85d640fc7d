import type { Stack } from "../../model/model.ts";
import type { Compose } from "./compose.ts";

/** How a service of the stack is doing. */
export interface ServiceState {
  readonly service: string;
  readonly title: string;
  /** As Docker says it: `running`, `exited`; `absent` where there is no container. */
  readonly state: string;
  /** As its health check says it: `healthy`, `starting`, `unhealthy`; empty where nothing runs. */
  readonly health: string;
  readonly address: string;
}

/** The state of every service that this stack runs. A collector that was not chosen is left out. */
export async function serviceStates(compose: Compose, stack: Stack): Promise<ServiceState[]> {
  return statesOf(stack, await compose.read("ps", "--all", "--format", "json"));
}

/** @param listing what `docker compose ps --format json` printed: an array, or since 2.21 an object a line */
export function statesOf(stack: Stack, listing: string): ServiceState[] {
  const containers = new Map(parseListing(listing).map((container) => [container.Service, container]));
  return Object.entries(stack).flatMap(([service, { title, host = service, port, external, ui, insteadOf }]) => {
    const container = containers.get(host);
    const chosen = container !== undefined || (!insteadOf && !isReplaced(stack, service, containers));
    if (external || !chosen) return [];
    const { State: state = "absent", Health: health = "" } = container ?? {};
    return [{ service, title, state, health, address: ui ?? `http://localhost:${port}` }];
  });
}

const isReplaced = (stack: Stack, service: string, containers: ReadonlyMap<string, unknown>): boolean =>
  Object.entries(stack).some(([other, { insteadOf }]) => insteadOf === service && containers.has(other));

interface Container {
  readonly Service: string;
  readonly State: string;
  readonly Health: string;
}

function parseListing(listing: string): Container[] {
  const text = listing.trim();
  if (text.startsWith("[")) return JSON.parse(text) as Container[];
  return text === "" ? [] : text.split("\n").map((line) => JSON.parse(line) as Container);
}

export const isHealthy = ({ state, health }: ServiceState): boolean => state === "running" && health === "healthy";

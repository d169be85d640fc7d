import type { ServiceName } from "../../stack.ts";
import type { Disturbance, DisturbanceKind, Platform } from "../platforms/platform.ts";
import type { Conditions } from "./conditions.ts";

/** Seconds by which a clock that jumped is ahead. */
const jump = 90;

/** What disturbs one instance of a service at a time. */
export interface Disturbed {
  readonly isDiscovered: boolean;
  readonly answers: boolean;
  /** Its process is about to begin anew. */
  readonly restarts: boolean;
  /** Seconds. */
  readonly clockOffset: number;
}

/** @param age seconds since the world began */
export function disturbedAt(
  { disturbances }: Pick<Platform, "disturbances">,
  age: number,
  { service, index }: { readonly service: ServiceName; readonly index: number },
): Disturbed {
  const is = (kind: DisturbanceKind) =>
    disturbances.some(
      (one) => one.kind === kind && one.service === service && (one.index ?? 0) === index && isActive(one, age),
    );
  const restarts = is("restarts");
  return {
    isDiscovered: !is("undiscovered"),
    answers: !is("unanswered") && !restarts,
    restarts,
    clockOffset: is("clock-ahead") ? jump : 0,
  };
}

/** Whether Prometheus runs, scrapes and evaluates rules. */
export const isObserved = ({ disturbances }: Pick<Platform, "disturbances">, age: number): boolean =>
  !disturbances.some((one) => one.kind === "prometheus-restarts" && isActive(one, age));

function isActive({ at, lasts, every }: Pick<Disturbance, "at" | "lasts" | "every">, age: number): boolean {
  const since = every === undefined ? age - at : (((age - at) % every) + every) % every;
  return age >= at && since >= 0 && since < lasts;
}

/** Seconds from one restart to the next in a crash loop, and until the process answers again. */
const crashes = { every: 480, lasts: 120 } as const;

/** Whether an incident ends the process of a service at this time, as it does again and again. */
export const crashesAt = (service: ServiceName, { crashLoop }: Pick<Conditions, "crashLoop">, age: number): boolean =>
  crashLoop >= 1 && service === "data-quality-exporter" && isActive({ ...crashes, at: 0 }, age);

/** Whether an incident keeps an instance from answering. */
export function isDown(
  service: ServiceName,
  index: number,
  { hostDown, transactionsDown }: Pick<Conditions, "hostDown" | "transactionsDown">,
): boolean {
  if (transactionsDown >= 1 && service === "transactions") return true;
  return hostDown >= 1 && index === 0 && (service === "node-exporter" || service === "cadvisor");
}

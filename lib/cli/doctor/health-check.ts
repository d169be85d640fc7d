import type { Model } from "../../model/model.ts";
import type { ServerName } from "../http/address.ts";

/** A problem and how to fix it. */
export interface Finding {
  /** Such as `prometheus › target redis-exporter`. */
  readonly where: string;
  readonly problem: string;
  readonly fix: string;
}

/** The stack whose servers are checked. */
export interface CheckedStack {
  readonly addresses: Readonly<Record<ServerName, string>>;
  readonly model: Model;
}

/** Checks one server. @throws UserError where it does not answer */
export type HealthCheck = (stack: CheckedStack) => Promise<Finding[]>;

import type { Model } from "../../model/model.ts";
import type { ServerName } from "../http/address.ts";

/** Something that is wrong, and what to do about it. */
export interface Finding {
  /** Such as `prometheus › target redis-exporter`. */
  readonly where: string;
  readonly problem: string;
  readonly fix: string;
}

/** What there is to ask. */
export interface CheckedStack {
  readonly addresses: Readonly<Record<ServerName, string>>;
  readonly model: Model;
}

/** Asks one server. @throws UserError when it does not answer */
export type HealthCheck = (patient: CheckedStack) => Promise<Finding[]>;

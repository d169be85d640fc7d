import type { Model } from "../../model/model.ts";
import type { ServerName } from "../http/address.ts";

/** Something that is wrong, and what to do about it. */
export interface Diagnosis {
  /** Such as `prometheus › target redis-exporter`. */
  readonly where: string;
  readonly problem: string;
  readonly cure: string;
}

/** What there is to ask. */
export interface Patient {
  readonly addresses: Readonly<Record<ServerName, string>>;
  readonly model: Model;
}

/** Asks one server. @throws UserError when it does not answer */
export type Examination = (patient: Patient) => Promise<Diagnosis[]>;

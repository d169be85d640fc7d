import type { ServiceName } from "../../stack.ts";
import type { DemandCurve } from "../world/demand.ts";

/** A platform that the simulator can simulate, as data. */
export interface Platform {
  readonly title: string;
  /** What is special about it. */
  readonly story: string;
  readonly demand: Demand;
  readonly brokers: number;
  readonly topics: Readonly<Record<string, Topic>>;
  readonly groups: Readonly<Record<string, ConsumerGroup>>;
  readonly streams: Readonly<Record<string, StreamPipeline>>;
  readonly batches: Readonly<Record<string, BatchPipeline>>;
  readonly featureViews: Readonly<Record<string, FeatureView>>;
  readonly models: readonly ModelVersion[];
  readonly datasets: Readonly<Record<string, Dataset>>;
  /** Instances by service. A service that is not named has one instance at its own address. */
  readonly instances: Readonly<Partial<Record<ServiceName, readonly Instance[]>>>;
  /** What disturbs an ordinary week without being an incident. */
  readonly disturbances: readonly Disturbance[];
}

export interface Demand {
  readonly curve: DemandCurve;
  /** Per second at a weekday's peak. */
  readonly transactions: number;
  readonly clicks: number;
  readonly customerUpdates: number;
  /** Share of transactions that are fraud. */
  readonly fraud: number;
  /** Share of honest transactions that the models call fraud. */
  readonly falsePositives: number;
  /** `events`: whole events that occur at random. `rates`: expected values, for platforms where chance averages out. */
  readonly counting: "rates" | "events";
}

/** Events per second that the business causes. */
export type FlowName = "transactions" | "orders" | "clicks" | "customerUpdates";

export interface Topic {
  readonly partitions: number;
  /** Of a message. */
  readonly bytes: number;
  /** What is written to it. Without it, messages follow the load of the platform. */
  readonly flow?: FlowName;
  /** Messages per second at an ordinary day's peak. */
  readonly peak: number;
  /** The service whose producer metrics name it. */
  readonly producer?: "etl" | "transactions";
}

export interface ConsumerGroup {
  readonly topic: string;
  /** 0 for a group that somebody left behind: it never reads again. */
  readonly members: number;
  /** The batch pipeline whose runs read it. Between runs the group has no members. */
  readonly batch?: string;
}

/** A pipeline that reads a topic all the time, and counts each micro-batch as a run. */
export interface StreamPipeline {
  readonly topic: string;
  /** Seconds. 0 where records start it, not a schedule. */
  readonly schedule: number;
  /** Seconds of a batch. */
  readonly batch: number;
  /** Records. 0 where there is no limit. */
  readonly capacity: number;
}

/** A pipeline that runs on a schedule and reads in each run what has come since the last one. All times in seconds. */
export interface BatchPipeline {
  readonly every: number;
  /** When a run is due, after the beginning of its interval in UTC. */
  readonly at: number;
  readonly takes: number;
  /** Records of a run, on average. */
  readonly records: number;
  /** Bytes of a record. */
  readonly bytes: number;
  /** Share of runs that begin late, and how late. */
  readonly late: { readonly share: number; readonly by: number };
  /** Share of runs whose first attempt fails, and when the next attempt begins after that. */
  readonly failing: { readonly share: number; readonly retryAfter: number };
}

export interface FeatureView {
  readonly entities: number;
  /** Seconds between two refreshes. */
  readonly refresh: number;
  /** Seconds that a refresh takes. Defaults to none. */
  readonly takes?: number;
}

export interface ModelVersion {
  readonly model: string;
  readonly version: string;
  /** Share of the transactions that it scores. */
  readonly share: number;
}

export interface Dataset {
  /** Rows of its window at a weekday's peak, or on any day where `daily`. */
  readonly rows: number;
  readonly daily?: true;
  /** Seconds between two runs of its checks. */
  readonly every: number;
  /** Column whose nulls are measured. */
  readonly nulls: string;
  /** Columns whose drift is measured. */
  readonly numbers: readonly string[];
}

/** One target of a service. */
export interface Instance {
  /** Label `instance`. Defaults to the service's own address. */
  readonly instance?: string;
  readonly cluster?: string;
  readonly environment?: string;
  /** Of a database server with others. Defaults to a server of its own. */
  readonly role?: "primary" | "standby";
  /** Containers that run on a host, for cAdvisor. Defaults to all. */
  readonly containers?: readonly string[];
  /** Cores of a host. Defaults to 8. */
  readonly cpus?: number;
  /** What is backed up every night on a host. */
  readonly backups?: readonly string[];
  /** Limits of memory, connections and network are exposed as 0: there are none. */
  readonly unlimited?: true;
  /** A Redis that is full by design: it evicts any key to store another. */
  readonly fullCache?: true;
  /** Runs only at times of day when the load is usually above this share of a weekday's peak. */
  readonly above?: number;
}

/** Something that goes wrong for a short time and needs nobody. Times are seconds since the world began. */
export interface Disturbance {
  readonly kind: DisturbanceKind;
  /** Absent for Prometheus itself. */
  readonly service?: ServiceName;
  /** Which of its instances. Defaults to the first. */
  readonly index?: number;
  readonly at: number;
  readonly lasts: number;
  /** Defaults to once. */
  readonly every?: number;
}

export type DisturbanceKind =
  /** Its process begins anew: it does not answer meanwhile, and its counters begin at 0. */
  | "restarts"
  /** It does not answer. */
  | "unanswered"
  /** Service discovery does not know it. */
  | "undiscovered"
  /** Its clock is ahead by a minute and a half. */
  | "clock-ahead"
  /** Prometheus restarts: nothing is scraped and no rule is evaluated. */
  | "prometheus-restarts";

/** How much faster consumers can go than an ordinary peak asks of them. */
const spareSpeed = 2.2;

/** Messages per second that a consumer of the topic can read. */
export const topSpeed = ({ peak }: Topic): number => peak * spareSpeed;

/** Messages per second that are written to a topic. */
export const writtenTo = (
  { flow, peak }: Topic,
  flows: Readonly<Record<FlowName, number>> & { readonly load: number },
): number => (flow === undefined ? peak * flows.load : flows[flow]);

/** The topic of a group or pipeline. @throws Error where the platform has none of that name */
export function topicOf({ topics }: Platform, name: string): Topic {
  const topic = topics[name];
  if (!topic) throw new Error(`no topic is called ${name}: add it to the platform's topics`);
  return topic;
}

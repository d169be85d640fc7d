/**
 * Names that a project defines by augmentation, so that a misspelt team does not compile: `team`, `domain`,
 * `concern`, `receiver`, `timeInterval` and `streamLabel`. A name that a project does not define is any string.
 *
 *     declare module "bigdata-monitoring/register" { interface Register { team: keyof typeof teams } }
 */
// biome-ignore lint/suspicious/noEmptyInterface: projects fill it by augmentation.
export interface Register {}
export type Name<K extends string> = Register extends { readonly [key in K]: infer T extends string } ? T : string;

export type TeamName = Name<"team">;
export type DomainName = Name<"domain">;

/** What kind of problem an alert announces, such as `performance`: routes can match it. */
export type Concern = Name<"concern">;
/** A label of log streams. Each has few values, since every combination of values is a stream of its own. */
export type StreamLabel = Name<"streamLabel">;

/** How fast somebody must act. `none` is for alerts that announce no problem, such as a dead man's switch. */
export type Severity = "critical" | "warning" | "info" | "none";

/** How an alert decides: a threshold is crossed, a threshold will be crossed, or a metric departs from its own past. */
export type AlertKind = "threshold" | "prediction" | "anomaly";

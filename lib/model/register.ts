/**
 * Names that a project closes by augmentation, so that a misspelt team does not compile:
 *
 *     declare module "bigdata-monitoring/register" { interface Register { team: keyof typeof teams } }
 */
// biome-ignore lint/suspicious/noEmptyInterface: projects fill it by augmentation.
export interface Register {}
export type Name<K extends string> = Register extends { readonly [key in K]: infer T extends string } ? T : string;

export type TeamName = Name<"team">;
export type DomainName = Name<"domain">;

/** How fast somebody must act. `none` is for signals that are no problem, such as a dead man's switch. */
export type Severity = "critical" | "warning" | "info" | "none";

/** What kind of trouble a warning announces: it decides which team is told. */
export type Concern = "performance" | "resources" | "data-quality";

/** How an alert knows: a limit crossed, a limit that will be crossed, or a departure from the metric's own past. */
export type AlertKind = "threshold" | "prediction" | "anomaly";

/** One condition on an alert's labels. A label that the alert lacks counts as empty. */
export interface Matcher {
  readonly label: string;
  readonly op: "=" | "!=" | "=~" | "!~";
  /** For `=~` and `!~` a regular expression (RE2) that must match the whole value. */
  readonly value: string;
}

export type Labels = Readonly<Record<string, string>>;

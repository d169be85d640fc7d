/** A named Grafana in a project's `targets.ts`. It names variables, never their values. */
export interface GrafanaTarget {
  readonly server: string;
  readonly orgId?: string;
  /** The variable that holds its token. Defaults to `GRAFANA_TOKEN`. */
  readonly tokenVariable?: string;
}

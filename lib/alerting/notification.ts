import type { Labels } from "./matchers.ts";

/** An alert as Alertmanager holds it. Times are RFC 3339. */
export interface NotifiedAlert {
  readonly status: "firing" | "resolved";
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  /** Where Prometheus shows the alert's expression. */
  readonly generatorURL: string;
}

/**
 * What Alertmanager's templates are given for one group of alerts.
 * Source: https://prometheus.io/docs/alerting/latest/notifications/#data
 */
export const notificationData = (
  receiver: string,
  groupBy: readonly string[],
  alerts: readonly NotifiedAlert[],
  externalURL: string,
) => ({
  receiver,
  status: alerts.some(({ status }) => status === "firing") ? "firing" : "resolved",
  alerts: alerts.map((alert) => ({ ...alert, fingerprint: "" })),
  groupLabels: groupLabels(groupBy, alerts[0]?.labels ?? {}),
  commonLabels: common(alerts.map(({ labels }) => labels)),
  commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
  externalURL,
});

export type NotificationData = ReturnType<typeof notificationData>;

/** Alerts in groups as one route groups them; Alertmanager sends one notification for each group. */
export function groupsOf<A extends { readonly labels: Labels }>(
  groupBy: readonly string[],
  alerts: readonly A[],
): A[][] {
  const groups = new Map<string, A[]>();
  for (const alert of alerts) {
    const key = JSON.stringify(Object.entries(groupLabels(groupBy, alert.labels)).sort());
    groups.set(key, [...(groups.get(key) ?? []), alert]);
  }
  return [...groups.values()];
}

/** The labels that identify an alert's group within its route. */
export const groupLabels = (groupBy: readonly string[], labels: Labels): Labels =>
  groupBy.includes("...")
    ? labels
    : Object.fromEntries(groupBy.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])));

function common([first = {}, ...others]: readonly Labels[]): Labels {
  return Object.fromEntries(
    Object.entries(first).filter(([key, value]) => others.every((each) => each[key] === value)),
  );
}

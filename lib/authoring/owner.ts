/**
 * A template for the label `team` of an alert that concerns many services: the team by the value of another label.
 * @param label such as `job`, `service` or `name`
 * @param teams value of the label to team; the team of most values also owns those that are not listed
 * @example labels: { team: ownerTemplate("job", { etl: "data-engineering", grafana: "platform", loki: "platform" }) }
 */
export function ownerTemplate(label: string, teams: Readonly<Record<string, string>>): string {
  const values = new Map<string, string[]>();
  for (const [value, team] of Object.entries(teams)) values.set(team, [...(values.get(team) ?? []), value]);
  const [most, ...others] = [...values].sort(([, a], [, b]) => b.length - a.length);
  const [fallback = ""] = most ?? [];
  const branches = others.map(
    ([team, owned]) => `if eq $labels.${label} ${owned.map((value) => JSON.stringify(value)).join(" ")} }}${team}`,
  );
  return branches.length === 0 ? fallback : `{{ ${branches.join("{{ else ")}{{ else }}${fallback}{{ end }}`;
}

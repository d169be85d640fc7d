/** What Grafana puts in place of this in a link: the value that was clicked. */
export const clickedValue = `\${__value.raw}`;

/**
 * Address, within Grafana, of Explore with a LogQL query over the last six hours. The form with `left` is understood
 * by Grafana 9 to 13; newer ones rewrite it.
 * @param query may contain `clickedValue`, which stays unencoded so that Grafana finds it
 */
export function exploreLogs(datasource: string, query: string): string {
  const state = { datasource, queries: [{ refId: "A", expr: query }], range: { from: "now-6h", to: "now" } };
  const encoded = encodeURIComponent(JSON.stringify(state));
  return `/explore?orgId=1&left=${encoded.replaceAll(encodeURIComponent(clickedValue), clickedValue)}`;
}

import { DashboardLinkBuilder, DashboardLinkType } from "@grafana/grafana-foundation-sdk/dashboard";
import { logsVariable, metricsVariable } from "./sources.ts";

export interface BoardLinkOptions {
  /** Variables of this board that the other one has too. */
  readonly keep?: readonly string[];
  /** Variables of the other board to choose: `{ topic: "${__field.labels.topic}" }`. */
  readonly choose?: Readonly<Record<string, string>>;
}

/**
 * A link to the board that answers the next question, for a panel's `.links()` or `.dataLinks()`.
 * It keeps the time and the data sources that the reader chose.
 * @param uid of the other board, which is its file's name
 */
export function boardLink(title: string, uid: string, { keep = [], choose = {} }: BoardLinkOptions = {}) {
  const kept = [metricsVariable, logsVariable, ...keep].map((name) => `\${${name}:queryparam}`);
  const chosen = Object.entries(choose).map(([name, value]) => `var-${name}=${value}`);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it when the link is followed.
  const query = ["${__url_time_range}", ...kept, ...chosen].join("&");
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(`/d/${uid}?${query}`);
}

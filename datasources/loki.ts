// What did they write at that moment?
import { clickedValue, defineDatasource, exploreLogs } from "bigdata-monitoring";

/** Makes an id that the log pipeline extracts a link to every line that carries it, in whichever service. */
const linkTo = (field: string, title: string) => ({
  name: title,
  matcherType: "label",
  matcherRegex: field,
  url: exploreLogs("loki", `{source=~".+"} | ${field}="${clickedValue}"`),
  urlDisplayLabel: `All lines of this ${title.toLowerCase()}`,
});

export default defineDatasource({
  title: "Loki",
  type: "loki",
  settings: {
    maxLines: 1000,
    manageAlerts: false,
    derivedFields: [linkTo("trace_id", "Trace"), linkTo("request_id", "Request")],
  },
});

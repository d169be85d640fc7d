import { LogsSortOrder } from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder as Logs } from "@grafana/grafana-foundation-sdk/logs";
import { PanelBuilder as Text, TextMode } from "@grafana/grafana-foundation-sdk/text";
import { framed, type PanelText } from "./frame.ts";
import { logql } from "./queries.ts";
import { logsSource } from "./sources.ts";

/** Shows the service and the message of a line; the other fields of a JSON line are in Grafana's details. */
const lineFormat = [
  '| json message="message", msg="msg"',
  "| drop __error__, __error_details__",
  '| line_format "{{ or .service .unit }}: {{ or .message .msg __line__ }}"',
].join(" ");

/** Log lines, the newest first. @param options.expr a LogQL selector, with or without filters */
export const logs = (title: string, { expr, ...text }: PanelText & { readonly expr: string }): Logs =>
  framed(new Logs(), title, text)
    .datasource(logsSource)
    .targets([logql(`${expr} ${lineFormat}`)])
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .noValue("nothing was reported in this time")
    .sortOrder(LogsSortOrder.Descending);

/** The `expr` of the `logs()` that made a query; undefined for a query that `logs()` did not make. */
export const logsExprOf = (query: string): string | undefined =>
  query.endsWith(` ${lineFormat}`) ? query.slice(0, -lineFormat.length - 1) : undefined;

/** A note in Markdown. */
export const note = (title: string, { content, ...text }: PanelText & { readonly content: string }): Text =>
  framed(new Text(), title, text).mode(TextMode.Markdown).content(content);

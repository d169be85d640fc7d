import { LogsSortOrder } from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder as Logs } from "@grafana/grafana-foundation-sdk/logs";
import { PanelBuilder as Text, TextMode } from "@grafana/grafana-foundation-sdk/text";
import { framed, type PanelText } from "./frame.ts";
import { logql } from "./queries.ts";
import { logsSource } from "./sources.ts";

/** Who reports and what: of a line in JSON only its message, for the rest is in Grafana's details of the line. */
const readable = [
  '| json message="message", msg="msg"',
  "| drop __error__, __error_details__",
  '| line_format "{{ or .service .unit }}: {{ or .message .msg __line__ }}"',
].join(" ");

/** Log lines, the newest first. @param options.expr which lines: a LogQL selector, and filters */
export const logs = (title: string, { expr, ...text }: PanelText & { readonly expr: string }): Logs =>
  framed(new Logs(), title, text)
    .datasource(logsSource)
    .targets([logql(`${expr} ${readable}`)])
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .noValue("nothing was reported in this time")
    .sortOrder(LogsSortOrder.Descending);

/** What `logs()` was given for a query; undefined for one that it did not make. */
export const linesAskedBy = (query: string): string | undefined =>
  query.endsWith(` ${readable}`) ? query.slice(0, -readable.length - 1) : undefined;

/** A note in Markdown. */
export const note = (title: string, { content, ...text }: PanelText & { readonly content: string }): Text =>
  framed(new Text(), title, text).mode(TextMode.Markdown).content(content);

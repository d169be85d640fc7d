import { LogsSortOrder } from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder as Logs } from "@grafana/grafana-foundation-sdk/logs";
import { PanelBuilder as Text, TextMode } from "@grafana/grafana-foundation-sdk/text";
import { framed, type PanelText } from "./frame.ts";
import { logql } from "./queries.ts";
import { logsSource } from "./sources.ts";

/** Log lines, the newest first. */
export const logs = (title: string, { expr, ...text }: PanelText & { readonly expr: string }): Logs =>
  framed(new Logs(), title, text)
    .datasource(logsSource)
    .targets([logql(expr)])
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .sortOrder(LogsSortOrder.Descending);

/** A note in Markdown. */
export const note = (title: string, { content, ...text }: PanelText & { readonly content: string }): Text =>
  framed(new Text(), title, text).mode(TextMode.Markdown).content(content);

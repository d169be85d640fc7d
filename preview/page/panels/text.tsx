import { renderTextPanelMarkdown } from "@grafana/data";
import type { PanelProps } from "./props.ts";

/** A note in Markdown, made safe by Grafana's own sanitizer. */
export const TextPanel = ({ panel, replace, height }: PanelProps) => (
  <div
    className="markdown-html"
    style={{ height, overflow: "auto" }}
    // biome-ignore lint/security/noDangerouslySetInnerHtml: the renderer sanitizes it.
    dangerouslySetInnerHTML={{ __html: renderTextPanelMarkdown(replace(panel.options?.content ?? "")) }}
  />
);

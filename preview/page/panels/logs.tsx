import { dateTimeFormat, type Labels } from "@grafana/data";
import type { PanelProps } from "./props.ts";

/** Log lines with their time and level. Ours: core Grafana keeps its own to itself. */
export function LogsPanel({ frames, panel, height, timeZone, theme }: PanelProps) {
  const [time, line, labels] = frames[0]?.fields ?? [];
  const wrap = panel.options?.wrapLogMessage ? "pre-wrap" : "pre";
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <div style={{ height, overflow: "auto" }} tabIndex={0} role="log" aria-label={panel.title}>
      {(line?.values ?? []).map((text: string, i: number) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity.
          key={i}
          style={{ display: "flex", gap: 8, fontFamily: theme.typography.fontFamilyMonospace, fontSize: 12 }}
        >
          <span
            style={{ flex: "0 0 4px", background: colorOf(labels?.values[i], theme.visualization.getColorByName) }}
          />
          <time style={{ color: theme.colors.text.secondary, whiteSpace: "nowrap" }}>
            {dateTimeFormat(time?.values[i], { timeZone })}
          </time>
          <span style={{ whiteSpace: wrap, overflowWrap: "anywhere" }}>{text}</span>
        </div>
      ))}
    </div>
  );
}

const levels: Readonly<Record<string, string>> = {
  critical: "purple",
  error: "red",
  warn: "orange",
  warning: "orange",
  info: "green",
};

const colorOf = (labels: Labels | undefined, named: (name: string) => string): string =>
  named(levels[labels?.level ?? labels?.detected_level ?? ""] ?? "gray");

import { BigValue, BigValueGraphMode } from "@grafana/ui";
import type { PanelProps } from "./props.ts";
import { Repeated } from "./repeated.tsx";

/** One big number a series, drawn by Grafana's own component. */
export function StatPanel(props: PanelProps) {
  const { graphMode, colorMode, textMode, justifyMode } = props.panel.options ?? {};
  return (
    <Repeated
      panel={props}
      sparkline={graphMode !== BigValueGraphMode.None}
      draw={({ value, width, height, count }) => (
        <BigValue
          value={value.display}
          count={count}
          sparkline={value.sparkline}
          colorMode={colorMode}
          graphMode={graphMode}
          textMode={textMode}
          justifyMode={justifyMode}
          width={width}
          height={height}
          theme={props.theme}
        />
      )}
    />
  );
}

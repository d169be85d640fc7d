import { type FieldDisplay, VizOrientation } from "@grafana/data";
import { BigValue, BigValueGraphMode, VizRepeater } from "@grafana/ui";
import { displayValues } from "./display-values.ts";
import { Linked } from "./linked.tsx";
import type { PanelProps } from "./props.ts";

/** One big number a series, drawn by Grafana's own component. */
export function StatPanel(props: PanelProps) {
  const { panel, frames, width, height, theme } = props;
  const { graphMode, colorMode, textMode, justifyMode, orientation } = panel.options ?? {};
  return (
    <VizRepeater<FieldDisplay>
      getValues={() => displayValues(props, graphMode !== BigValueGraphMode.None)}
      orientation={orientation === "auto" ? VizOrientation.Auto : orientation}
      autoGrid={true}
      source={frames}
      renderCounter={0}
      width={width}
      height={height}
      renderValue={({ value, width, height, count }) => (
        <Linked links={value.getLinks?.() ?? []}>
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
            theme={theme}
          />
        </Linked>
      )}
    />
  );
}

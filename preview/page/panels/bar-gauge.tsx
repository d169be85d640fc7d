import {
  type DisplayValueAlignmentFactors,
  type FieldDisplay,
  getDisplayValueAlignmentFactors,
  VizOrientation,
} from "@grafana/data";
import { BarGaugeNamePlacement } from "@grafana/schema";
import { BarGauge, VizRepeater } from "@grafana/ui";
import { displayValues } from "./display-values.ts";
import type { PanelProps } from "./props.ts";

/** One bar a series, drawn by Grafana's own component. */
export function BarGaugePanel(props: PanelProps) {
  const { panel, frames, width, height, theme } = props;
  const options = panel.options ?? {};
  return (
    <VizRepeater<FieldDisplay, DisplayValueAlignmentFactors>
      getValues={() => displayValues(props)}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      orientation={options.orientation ?? VizOrientation.Horizontal}
      source={frames}
      renderCounter={0}
      width={width}
      height={height}
      minVizWidth={options.minVizWidth}
      minVizHeight={options.minVizHeight}
      maxVizHeight={options.maxVizHeight}
      itemSpacing={10}
      renderValue={({ value, width, height, orientation, alignmentFactors }) => (
        <BarGauge
          value={value.display}
          field={value.field}
          display={value.view?.getFieldDisplayProcessor(value.colIndex as number)}
          width={width}
          height={height}
          orientation={orientation}
          alignmentFactors={alignmentFactors}
          displayMode={options.displayMode}
          valueDisplayMode={options.valueMode}
          namePlacement={options.namePlacement ?? BarGaugeNamePlacement.Auto}
          showUnfilled={options.showUnfilled}
          theme={theme}
        />
      )}
    />
  );
}

import { type FieldDisplay, VizOrientation } from "@grafana/data";
import { VizRepeater } from "@grafana/ui";
import type { ReactElement } from "react";
import { displayValues } from "./display-values.ts";
import { Linked } from "./linked.tsx";
import type { PanelProps } from "./props.ts";

export interface Place {
  readonly value: FieldDisplay;
  readonly width: number;
  readonly height: number;
  /** How many there are. */
  readonly count: number;
}

export interface RepeatedProps {
  readonly panel: PanelProps;
  /** Whether the values before the newest are wanted too. */
  readonly sparkline?: boolean;
  readonly draw: (place: Place) => ReactElement;
}

/** One drawing a series, placed by Grafana's own component; each leads where its data link leads. */
export function Repeated({ panel: props, sparkline = false, draw }: RepeatedProps) {
  const { panel, frames, width, height } = props;
  const { orientation = "auto" } = panel.options ?? {};
  return (
    <VizRepeater<FieldDisplay>
      getValues={() => displayValues(props, sparkline)}
      orientation={orientation === "auto" ? VizOrientation.Auto : orientation}
      autoGrid={true}
      source={frames}
      renderCounter={0}
      width={width}
      height={height}
      renderValue={(place) => <Linked links={place.value.getLinks?.() ?? []}>{draw(place)}</Linked>}
    />
  );
}

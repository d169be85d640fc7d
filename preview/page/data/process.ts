import {
  applyFieldOverrides,
  cacheFieldDisplayNames,
  type DataFrame,
  type GrafanaTheme2,
  type InterpolateFunction,
  standardTransformers,
  standardTransformersRegistry,
  type TransformerRegistryItem,
  transformDataFrame,
} from "@grafana/data";
import { lastValueFrom } from "rxjs";
import type { Panel } from "../model.ts";
import { fieldConfigOf } from "./field-defaults.ts";
import { fieldOptions } from "./field-options.ts";

standardTransformersRegistry.setInit(() =>
  [...new Map(Object.values(standardTransformers).map((info) => [info.id, info])).values()].map(
    (info) =>
      ({ id: info.id, name: info.name, transformation: async () => info }) as unknown as TransformerRegistryItem,
  ),
);

export interface Reading {
  readonly theme: GrafanaTheme2;
  readonly timeZone: string;
  /** Fills variables in titles, names and links. */
  readonly replace: InterpolateFunction;
}

/** Runs a panel's transformations over what its queries answered. */
export const transformed = async (
  panel: Pick<Panel, "transformations">,
  frames: DataFrame[],
  replace: InterpolateFunction,
): Promise<DataFrame[]> =>
  lastValueFrom(transformDataFrame(panel.transformations ?? [], frames, { interpolate: (text) => replace(text) }));

/** Applies a panel's units, thresholds, mappings, colours and overrides, as Grafana does it. */
export function dressed(panel: Panel, frames: DataFrame[], { theme, timeZone, replace }: Reading): DataFrame[] {
  const applied = applyFieldOverrides({
    data: frames,
    fieldConfig: fieldConfigOf(panel),
    fieldConfigRegistry: fieldOptions,
    replaceVariables: replace,
    theme,
    timeZone,
  });
  // Tables read the names from there alone.
  cacheFieldDisplayNames(applied);
  return applied;
}

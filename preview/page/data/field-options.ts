import {
  booleanOverrideProcessor,
  dataLinksOverrideProcessor,
  displayNameOverrideProcessor,
  FieldConfigOptionsRegistry,
  type FieldConfigPropertyItem,
  identityOverrideProcessor,
  numberOverrideProcessor,
  stringOverrideProcessor,
  thresholdsOverrideProcessor,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
} from "@grafana/data";

type Process = FieldConfigPropertyItem["process"];

/** The options of a field that all panel types share. */
const shared: Readonly<Record<string, Process>> = {
  unit: unitOverrideProcessor as Process,
  min: numberOverrideProcessor,
  max: numberOverrideProcessor,
  decimals: numberOverrideProcessor,
  fieldMinMax: booleanOverrideProcessor as Process,
  displayName: displayNameOverrideProcessor,
  noValue: stringOverrideProcessor,
  color: identityOverrideProcessor,
  thresholds: thresholdsOverrideProcessor,
  mappings: valueMappingsOverrideProcessor,
  links: dataLinksOverrideProcessor,
  filterable: booleanOverrideProcessor as Process,
};

/** The options that belong to a panel type, of all types together. */
const custom = [
  ...["drawStyle", "lineInterpolation", "lineWidth", "lineStyle", "fillOpacity", "fillBelowTo", "gradientMode"],
  ...["barAlignment", "barWidthFactor", "showPoints", "pointSize", "spanNulls", "insertNulls", "stacking"],
  ...["axisPlacement", "axisLabel", "axisWidth", "axisSoftMin", "axisSoftMax", "axisGridShow", "axisCenteredZero"],
  ...["scaleDistribution", "thresholdsStyle", "hideFrom", "transform"],
  ...["width", "minWidth", "align", "cellOptions", "inspect", "filterable", "hidden"],
];

/** Which options a field may have and how each is read: core Grafana fills its own from the panel plugins. */
export const fieldOptions = new FieldConfigOptionsRegistry(() => [
  ...Object.entries(shared).map(([name, process]) => option(name, name, process, false)),
  ...custom.map((name) => option(`custom.${name}`, name, identityOverrideProcessor, true)),
]);

function option(id: string, path: string, process: Process, isCustom: boolean): FieldConfigPropertyItem {
  // Editors are for Grafana's panel editor, which this page has not.
  const editor = () => null;
  return { id, path, name: id, process, isCustom, shouldApply: () => true, editor, override: editor, description: "" };
}

import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import type { DataSourceRef } from "@grafana/grafana-foundation-sdk/common";
import type { ThresholdsConfig } from "@grafana/grafana-foundation-sdk/dashboard";
import { metricsSource } from "./sources.ts";

/** The text that every panel needs. */
export interface PanelText {
  /** What the numbers are and how to read them. Grafana shows it behind the panel's (i). */
  readonly description: string;
}

/** The options that every panel with values needs. */
export interface PanelOptions extends PanelText {
  /** Grafana's unit id: one of `units`. */
  readonly unit: string;
  readonly queries: readonly Builder<Dataquery>[];
  /** Made with `panels.thresholds`. */
  readonly thresholds?: Builder<ThresholdsConfig>;
}

interface Frame {
  title(title: string): this;
  description(description: string): this;
  datasource(datasource: DataSourceRef): this;
}

interface ValuesFrame extends Frame {
  targets(targets: Builder<Dataquery>[]): this;
  unit(unit: string): this;
  thresholds(thresholds: Builder<ThresholdsConfig>): this;
}

/** Sets what all panels share. @returns the same builder, so that every option of the SDK still chains */
export const framed = <B extends Frame>(builder: B, title: string, { description }: PanelText): B =>
  builder.title(title).description(description).datasource(metricsSource);

/** Sets what all panels with values share. @returns the same builder */
export function withValues<B extends ValuesFrame>(builder: B, title: string, options: PanelOptions): B {
  framed(builder, title, options)
    .targets([...options.queries])
    .unit(options.unit);
  return options.thresholds ? builder.thresholds(options.thresholds) : builder;
}

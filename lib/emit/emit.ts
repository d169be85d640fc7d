import { Document } from "yaml";
import type { Model } from "../model/model.ts";
import type { Target } from "./target.ts";

/** One generated file. */
export interface OutputFile {
  /** Path below `dist/`. */
  readonly path: string;
  readonly text: string;
  /** The definition that it is generated from. */
  readonly source: string;
  /** The text's content, to be validated by its schema. Absent where there is no schema. */
  readonly document?: unknown;
}

/** Turns the model into files. Pure and deterministic. */
export type Emitter = (model: Model, target: Target) => readonly OutputFile[];

/** The first line of a generated file: which file to edit instead. */
export const stamp = (source: string, comment = "#"): string =>
  `${comment} Generated from ${source} by \`npm run build\`. Edit that file instead.\n`;

/** A stamped YAML file. Multi-line strings become blocks, repeated values are written out. */
export function yamlFile(path: string, source: string, value: unknown): OutputFile {
  const document = new Document(value, { aliasDuplicateObjects: false });
  return { path, source, document: value, text: stamp(source) + document.toString({ lineWidth: 0 }) };
}

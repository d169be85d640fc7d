import { fromBytes } from "./bytes.ts";
import type { GoNumber } from "./number.ts";

/** A place in the template's text, in bytes. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

export interface Pipe extends Place {
  readonly kind: "pipe";
  /** Variables that it declares, or assigns if `isAssign`. */
  readonly declares: readonly string[];
  readonly isAssign: boolean;
  readonly commands: readonly Command[];
}

/** A function, method or field, and its arguments. */
export interface Command extends Place {
  readonly args: readonly Operand[];
}

export type Operand =
  | (Place & { readonly kind: "bool"; readonly value: boolean })
  | (Place & { readonly kind: "dot" | "nil" })
  | (Place & { readonly kind: "number"; readonly value: GoNumber })
  | (Place & { readonly kind: "string"; readonly value: string })
  | (Place & { readonly kind: "function"; readonly name: string })
  /** `.A.B` */
  | (Place & { readonly kind: "field"; readonly names: readonly string[] })
  /** `$x.A`; the name has its `$`. */
  | (Place & { readonly kind: "variable"; readonly name: string; readonly names: readonly string[] })
  /** `(pipeline).A` */
  | (Place & { readonly kind: "chain"; readonly of: Operand; readonly names: readonly string[] })
  | Pipe;

interface Control extends Place {
  readonly pipe: Pipe;
  readonly list: readonly Node[];
  readonly otherwise?: readonly Node[];
}

export interface Range extends Control {
  readonly kind: "range";
}

export type Node =
  | (Place & { readonly kind: "text"; readonly text: string })
  | (Place & { readonly kind: "action"; readonly pipe: Pipe })
  | (Place & { readonly kind: "break" | "continue" })
  | (Control & { readonly kind: "if" | "with" })
  | Range
  | (Place & { readonly kind: "template"; readonly name: string; readonly pipe?: Pipe });

/** Templates by name, each with the text that it stands in. */
export type TemplateSet = ReadonlyMap<string, Template>;

export interface Template {
  readonly name: string;
  readonly nodes: readonly Node[];
  /** The whole text that it was parsed from, in bytes, for messages. */
  readonly source: string;
}

/** Whether it is nothing but white space: such a template does not replace one of the same name. */
export const isEmpty = (nodes: readonly Node[]): boolean =>
  nodes.every((node) => node.kind === "text" && /^\p{White_Space}*$/u.test(fromBytes(node.text)));

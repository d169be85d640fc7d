import type { Model } from "../../../../lib/model/model.ts";

/** What a check refuses and accepts beside its example, by what distinguishes each model. */
export interface Table {
  readonly refused?: Readonly<Record<string, () => Model>>;
  readonly accepted?: Readonly<Record<string, () => Model>>;
}

/** Tables by the check's name. */
export type Tables = Readonly<Record<string, Table>>;

interface Values<T> {
  readonly refused?: Readonly<Record<string, T>>;
  readonly accepted?: Readonly<Record<string, T>>;
}

/** The models that a function makes of named values. */
export const table = <T>(make: (value: T) => Model, { refused = {}, accepted = {} }: Values<T>): Table => ({
  refused: models(make, refused),
  accepted: models(make, accepted),
});

const models = <T>(make: (value: T) => Model, values: Readonly<Record<string, T>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, () => make(value)]));

/** A table of texts, each of which is its own name, on one line. */
export const texts = (
  make: (text: string) => Model,
  { refused = [], accepted = [] }: { readonly refused?: readonly string[]; readonly accepted?: readonly string[] },
): Table => {
  const named = (all: readonly string[]) =>
    Object.fromEntries(all.map((text) => [text.replaceAll(/\s*\n\s*/g, " "), text]));
  return table(make, { refused: named(refused), accepted: named(accepted) });
};

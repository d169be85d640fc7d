/** What is known of one label. */
export interface Label {
  /** All possible values; undefined if unknown. */
  readonly values?: readonly string[];
  /** Some series may lack it. */
  readonly optional?: true;
  /** The label comes from the scrape, like `job`. Such labels depend on each other. */
  readonly scraped?: true;
}

/** The labels of an expression's series, apart from the metric's name. */
export interface Labels {
  readonly known: ReadonlyMap<string, Label>;
  /** Whether there may be others. */
  readonly open: boolean;
  /** Labels that are certainly not among the others. */
  readonly gone?: readonly string[];
}

export const noLabels: Labels = { known: new Map(), open: false };
export const anyLabels: Labels = { known: new Map(), open: true };

/** Whether every series has the label, none has it, or some may. */
export function hasLabel({ known, open, gone }: Labels, name: string): "always" | "never" | "maybe" {
  const label = known.get(name);
  if (label) return label.optional ? "maybe" : "always";
  return open && !gone?.includes(name) ? "maybe" : "never";
}

/** The labels after `by` or `on`. */
export function keepLabels(labels: Labels, names: readonly string[]): Labels {
  const known = new Map<string, Label>();
  for (const name of names) {
    const label = labels.known.get(name);
    if (label) known.set(name, label);
    else if (hasLabel(labels, name) === "maybe") known.set(name, { optional: true });
  }
  return { known, open: false };
}

/** The labels after `without` or `ignoring`. */
export function dropLabels(labels: Labels, names: readonly string[]): Labels {
  if (names.length === 0) return labels;
  const known = new Map(labels.known);
  for (const name of names) known.delete(name);
  return { known, open: labels.open, ...(labels.open && { gone: [...(labels.gone ?? []), ...names] }) };
}

export const setLabel = ({ known, open, gone }: Labels, name: string, label: Label): Labels => ({
  known: new Map(known).set(name, label),
  open,
  ...(gone && { gone: gone.filter((other) => other !== name) }),
});

/** The labels of series from either side. */
export function uniteLabels(a: Labels, b: Labels): Labels {
  const known = new Map<string, Label>();
  for (const [name, label] of a.known) known.set(name, uniteLabel(label, b.known.get(name)));
  for (const [name, label] of b.known) if (!known.has(name)) known.set(name, uniteLabel(undefined, label));
  return { known, open: a.open || b.open };
}

function uniteLabel(a: Label | undefined, b: Label | undefined): Label {
  if (a && a === b) return a;
  const values = a?.values && b?.values ? [...new Set([...a.values, ...b.values])] : undefined;
  const optional = !a || !b || a.optional || b.optional;
  const scraped = a?.scraped || b?.scraped;
  return { ...(values && { values }), ...(optional && { optional: true }), ...(scraped && { scraped }) };
}

/** Known names, for a message: `job, instance, mode`. */
export const listLabels = ({ known, open }: Labels): string =>
  [...known.keys(), ...(open ? ["others"] : [])].join(", ") || "none";

import { Combobox, InlineField, MultiCombobox } from "@grafana/ui";
import { all } from "../data/interpolate.ts";
import type { Choice, Resolved } from "../data/variables.ts";
import { goTo } from "../state/address.ts";

/** What the reader can choose on this board. */
export const VariableBar = ({ choices, values }: Resolved) => (
  <div role="toolbar" aria-label="Variables" style={{ display: "flex", flexWrap: "wrap", gap: 8 }}>
    {choices.map((choice) => (
      <VariablePicker key={choice.variable.name} choice={choice} values={values[choice.variable.name] ?? []} />
    ))}
  </div>
);

function VariablePicker({ choice: { variable, options }, values }: { choice: Choice; values: readonly string[] }) {
  const { name, label = name, multi, includeAll } = variable;
  const id = `variable-${name}`;
  const offered = options.map((value) => ({ value, label: value }));
  const withAll = includeAll ? [{ value: all, label: "All" }, ...offered] : offered;
  const choose = (chosen: readonly string[]) => goTo({ query: { [`var-${name}`]: settled(chosen, values) } });
  return (
    <InlineField label={label} htmlFor={id} style={{ margin: 0 }}>
      {multi ? (
        <MultiCombobox
          id={id}
          aria-label={label}
          options={withAll}
          value={[...values]}
          onChange={(chosen) => choose(chosen.map(({ value }) => value))}
          width="auto"
          minWidth={16}
          maxWidth={48}
        />
      ) : (
        <Combobox
          id={id}
          aria-label={label}
          options={withAll}
          value={values[0] ?? null}
          onChange={({ value }) => choose([value])}
          width={20}
        />
      )}
    </InlineField>
  );
}

/** All and single values exclude each other: the newer choice wins. */
function settled(chosen: readonly string[], before: readonly string[]): readonly string[] {
  if (chosen.length === 0) return [all];
  if (!chosen.includes(all)) return chosen;
  return before.includes(all) ? chosen.filter((value) => value !== all) : [all];
}

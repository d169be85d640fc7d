// Variables of Docker Compose in the values of a service, as Kubernetes has them.
// Source: https://docs.docker.com/reference/compose-file/interpolation/

/** A variable that a value refers to. */
export interface Variable {
  readonly name: string;
  /** Its value where none is given. Secrets have none. */
  readonly fallback: string;
  readonly secret: boolean;
}

export interface Expanded {
  /** With `$(NAME)` in the place of each variable. */
  readonly text: string;
  readonly variables: readonly Variable[];
}

const reference = /\$\$|\$\{(\w+)(?:(:?[-+])([^}]*))?\}/g;
const isSecret = (name: string): boolean => /PASS|TOKEN|SECRET|KEY/.test(name);

/**
 * Rewrites the references of a value. `${NAME:+text}` stands for a secret that is there, so its text is taken: in
 * Kubernetes the Secret has to hold it.
 */
export function expand(value: string): Expanded {
  const variables: Variable[] = [];
  const text = value.replaceAll(reference, (whole, name?: string, sign = ":-", alternative = "") => {
    if (name === undefined) return whole === "$$" ? "$" : whole;
    if (sign.endsWith("+")) return alternative;
    variables.push({ name, fallback: alternative, secret: isSecret(name) });
    return `$(${name})`;
  });
  return { text, variables };
}

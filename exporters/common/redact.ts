/** Removes credentials from a text. */
export type Redact = (text: string) => string;

const hidden = "***";

/** User and password before the `@` of an address. */
const userInfo = /(\w:\/\/)[^/\s?#"]*@/g;
const secretName = /pass|pwd|secret|token|key|credential/i;
const parameter = /([?&])([^=&?\s]+)=[^&\s"#]*/g;
const authorization = /\b(Basic|Bearer) +[\w.~+/=-]+/gi;

/** Removes the credentials in addresses and headers. */
export const redactAddresses: Redact = (text) =>
  text
    .replace(userInfo, `$1${hidden}@`)
    .replace(parameter, (all, mark, name) => (secretName.test(name) ? `${mark}${name}=${hidden}` : all))
    .replace(authorization, `$1 ${hidden}`);

/** Characters. Shorter secrets are removed in addresses only: elsewhere they would match parts of words. */
const shortest = 4;

/** Removes these secrets everywhere, percent-encoded or not, and what `redactAddresses` removes. */
export function redactor(secrets: readonly string[]): Redact {
  const known = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret), new URLSearchParams({ "": secret }).toString().slice(1)])
    .filter(({ length }) => length >= shortest)
    .sort((a, b) => b.length - a.length);
  return (text) => redactAddresses(known.reduce((redacted, secret) => redacted.replaceAll(secret, hidden), text));
}

/** The secrets of an address, as written and decoded; none if the text is no address. */
export function secretsOf(address: string): string[] {
  if (!URL.canParse(address)) return [];
  const { password, searchParams } = new URL(address);
  const parameters = [...searchParams].filter(([name]) => secretName.test(name)).map(([, value]) => value);
  return [password, decoded(password) ?? "", ...parameters];
}

/** The text without percent-encoding, or undefined if its encoding is broken. */
export function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

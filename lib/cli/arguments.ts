import { InvalidArgumentError } from "commander";

// Readers of options' values: commander calls them before a command begins, so that a mistake is reported at once.

/** A whole number from 1. @throws InvalidArgumentError */
export function positiveWhole(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError("It is a whole number from 1.");
  return number;
}

/** A whole number from 0. @throws InvalidArgumentError */
export const whole = (text: string): number => (text === "0" ? 0 : positiveWhole(text));

/** A number above 0. @throws InvalidArgumentError */
export function positive(text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) throw new InvalidArgumentError("It is a number above 0.");
  return number;
}

const highestPort = 65_535;

/** A TCP port. @throws InvalidArgumentError */
export function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > highestPort)
    throw new InvalidArgumentError(`It is a port: 1 to ${highestPort}.`);
  return number;
}

/** The address of a server, without slashes at its end. @throws InvalidArgumentError */
export function webAddress(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError("It is an address: http://host:port.");
  return text.replace(/\/+$/, "");
}

const iso = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d))?$/;

/** A time in milliseconds since 1970; a date is its midnight in UTC. @throws InvalidArgumentError */
export function moment(text: string): number {
  const milliseconds = iso.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds))
    throw new InvalidArgumentError("It is a time with its zone: 2026-12-24T22:30Z or 2026-12-24T23:30+01:00.");
  return milliseconds;
}

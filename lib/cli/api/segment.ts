import { UserError } from "../outcome.ts";

/**
 * A name as one part of an address's path.
 * @param name from outside, such as a dashboard's uid or a rule group's name
 * @throws UserError where it would be another path: empty, `.` and `..` are resolved, whether they are escaped or not
 */
export function segment(name: string): string {
  if (["", ".", ".."].includes(name))
    throw new UserError(`${JSON.stringify(name)} cannot be a part of an address — rename it on the server`);
  return encodeURIComponent(name);
}

import { RE2JS } from "re2js";
import { fromBytes, toBytes } from "./bytes.ts";
import { GoError } from "./types.ts";

/** RE2 as Go's regexp has it. @throws GoError where Go refuses the expression */
export function compileRegex(pattern: string): RE2JS {
  if (toBytes(fromBytes(pattern)) !== pattern) throw new GoError("a regular expression that is not UTF-8");
  try {
    return RE2JS.compile(fromBytes(pattern));
  } catch (error) {
    throw new GoError(`bad regular expression ${fromBytes(pattern)}: ${(error as Error).message}`);
  }
}

/** Go's `regexp.MatchString`. */
export const regexMatches = (pattern: string, text: string): boolean =>
  compileRegex(pattern).matcher(fromBytes(text)).find();

/** Go's `ReplaceAllString`; `$1` and `${name}` in the replacement stand for groups. */
export function replaceAll(pattern: string, template: string, text: string): string {
  const source = fromBytes(text);
  const regex = compileRegex(pattern);
  const matcher = regex.matcher(source);
  const names = regex.namedGroups();
  let replaced = "";
  let lastEnd = 0;
  for (let from = 0; from <= source.length && matcher.find(from); ) {
    const [start, end] = [matcher.start(), matcher.end()];
    replaced += source.slice(lastEnd, start);
    if (end > lastEnd || start === 0)
      replaced += expand(fromBytes(template), (group) => {
        const number = typeof group === "number" ? group : names[group];
        return number === undefined || number > matcher.groupCount() ? "" : (matcher.group(number) ?? "");
      });
    lastEnd = end;
    const step = end > from || end > start ? 0 : (source.codePointAt(from) ?? 0) > 0xffff ? 2 : 1;
    from = end > start || end > from ? Math.max(end, from + (end > from ? 0 : 1)) : from + step;
  }
  return toBytes(replaced + source.slice(lastEnd));
}

/** Replaces `$name`, `${name}` and `$$`. */
function expand(template: string, group: (name: string | number) => string): string {
  return template.replace(/\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu, (_, dollar, braced, bare) => {
    if (dollar) return "$";
    const name = (braced ?? bare) as string;
    return group(/^\d+$/.test(name) ? Number(name) : name);
  });
}

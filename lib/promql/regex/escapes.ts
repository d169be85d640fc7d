import { type Reader, RegexFault } from "./reader.ts";

const controls: Readonly<Record<string, string>> = { a: "\x07", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** The character that an escape stands for; its backslash has been taken. */
export function readEscape(at: Reader): string {
  if (at.done) throw new RegexFault("trailing backslash");
  const octal = at.match(/[1-7][0-7]{1,2}|0[0-7]{0,2}/y);
  if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
  const hex = at.groups(/x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/y);
  if (hex) return hexCharacter(hex[1] ?? hex[2] ?? "");
  const char = at.char();
  const control = controls[char];
  if (control !== undefined) return control;
  if (char < "\x80" && !/[A-Za-z0-9]/.test(char)) return char;
  const why = /\d/.test(char) ? ": RE2 has no backreferences" : "";
  throw new RegexFault(`invalid escape \`\\${char}\`${why}`);
}

function hexCharacter(digits: string): string {
  const point = Number.parseInt(digits, 16);
  if (point > 0x10ffff) throw new RegexFault(`invalid escape \`\\x{${digits}}\``);
  return String.fromCodePoint(point);
}

import type { LogStage } from "../../model/logs.ts";

const re = String.raw;
const redacted = "[redacted]";

/** 13 to 19 digits in groups of four, or as American Express and Diners Club print them; the first digit is 2 to 6. */
const cardDigits = re`(?:2[2-7]\d\d|[3-6]\d{3})(?:[ -]?\d{4}){2}[ -]?\d{1,7}|3[47]\d\d[ -]?\d{6}[ -]?\d{5}|3\d{3}[ -]?\d{6}[ -]?\d{4}`;

/** Prints `text` in place of a number whose check digit is right by the algorithm of Luhn, and any other one as it is. */
const ifLuhn = (text: string): string =>
  [
    '{{ $digits := splitList "" (regexReplaceAll "[^0-9]" .Value "") }}{{ $length := len $digits }}{{ $sum := 0 }}',
    "{{ range $i, $digit := $digits }}{{ $n := atoi $digit }}",
    // The sum of the digits of 2n is 2n, or 2n - 9 from 5 on: modulo 10 that is 2n + n / 5.
    "{{ if eq (mod $i 2) (mod $length 2) }}{{ $n = add $n $n (div $n 5) }}{{ end }}",
    `{{ $sum = add $sum $n }}{{ end }}{{ if eq (mod $sum 10) 0 }}${text}{{ else }}{{ .Value }}{{ end }}`,
  ].join("");

/** Names of settings, parameters, headers and fields that hold a secret. They end so: `page_tokens` holds none. */
const secretName = re`[\w.-]*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|credentials)`;

/** Tokens that are known by their form: JSON Web Tokens, and those of payment, code, chat and cloud services. */
const knownTokens = [
  re`eyJ[\w-]{5,}\.eyJ[\w-]{5,}\.[\w-]+`,
  re`[spr]k_(?:live|test)_\w{16,}`,
  re`gh[pousr]_\w{30,}|github_pat_\w{22,}|glpat-[\w-]{20,}|glsa_\w{32,}`,
  re`xox[abposr]-[\w-]{10,}`,
  "(?:AKIA|ASIA)[0-9A-Z]{16}",
].join("|");

/** Names of units of systemd look like mail addresses: `user@1000.service`. */
const mail = `{{ if regexMatch "[.](?:service|timer|socket|mount|device|scope|slice|target|path)$" .Value }}{{ .Value }}{{ else }}[mail]{{ end }}`;

/**
 * Redacts what no log may contain, before anything is extracted from the line: card numbers that the algorithm of Luhn
 * confirms, passwords in URLs, values of fields whose name says that they are secret, bearer and API tokens, and mail
 * addresses.
 *
 * What it cannot see: a secret in a sentence (`the password is x`), in Base64 or in another encoding, or a card number
 * with other separators than single spaces and hyphens. One number in ten of 13 to 19 digits that begins with 2 to 6
 * passes the test of Luhn by chance.
 */
export const redactSecrets: readonly LogStage[] = [
  [re`(?i)\b[a-z][a-z0-9+.-]*://[^\s/:@"']*:([^\s/"']+)@`, redacted],
  [
    re`(?i)authorization\\?["']?\s*[:=]\s*\\?["']?(?:(?:basic|bearer|token|digest|apikey|negotiate)\s+)?([^\s"',;\\]{6,})`,
    redacted,
  ],
  [re`(?i)\bbearer\s+([\w.~+/-]{16,}=*)`, redacted],
  // In double quotes, in those of JSON within JSON, in single quotes, without quotes, and as a header.
  [re`(?i)${secretName}(?:"\s*:\s*"|=")((?:[^"\\\n]|\\.)+)"`, redacted],
  [re`(?i)${secretName}(?:\\"\s*:\s*\\"|=\\")([^"\\]+)\\"`, redacted],
  [re`(?i)${secretName}'?\s*[:=]\s*'([^'\n]+)'`, redacted],
  [re`(?i)${secretName}=([^\s"'&,;)}\]\\[][^\s"'&,;)}\]\\]*)`, redacted],
  [re`(?i)${secretName}:\s*([^\s"',;\[]{16,})`, redacted],
  [re`\b(${knownTokens})`, redacted],
  // A number in JSON becomes a string, so that the line can still be parsed.
  [re`":\s*(${cardDigits})\s*[,}]`, ifLuhn('"[card]"')],
  [re`(?:^|[^\w.])(${cardDigits})\b`, ifLuhn("[card]")],
  [re`(?i)([\w.%+-]+(?:@|%40)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})\b`, mail],
].map(([expression = "", replace = ""]) => ({ replace: { expression, replace } }));

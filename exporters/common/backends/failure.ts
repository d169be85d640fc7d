/** Why a backend could not be read; the values of the label `reason`. */
export type FailureReason = "unreachable" | "timeout" | "refused" | "unreadable" | "internal";

/** A poll that failed. The message contains the request and the answer of the backend. */
export class Failure extends Error {
  readonly reason: FailureReason;

  constructor(reason: FailureReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Failure";
    this.reason = reason;
  }
}

const unreachable = /^(E(CONN|HOST|NET|PIPE|AI_)|ENOTFOUND|UND_ERR_(SOCKET|CONNECT)|57P0|08|PROTOCOL_CONNECTION)/;
const refused = /^(28|42501|3D000|53300|ER_(ACCESS|DBACCESS|BAD_DB|TABLEACCESS|COLUMNACCESS|CON_COUNT))/;
const timeout = /^(57014|55P03|ETIMEDOUT|UND_ERR_.*TIMEOUT|ER_(QUERY_TIMEOUT|STATEMENT_TIMEOUT|LOCK_WAIT_TIMEOUT))/;
const unreadable = /^(42|22|ER_(NO_SUCH_TABLE|BAD_FIELD|PARSE|UNKNOWN_TABLE))/;

/**
 * The failure behind whatever was thrown, by the codes of Node's sockets, PostgreSQL (SQLSTATE) and MySQL.
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const message = describe(error);
  return new Failure(reasonOf(error), message, { cause: error });
}

function reasonOf(error: unknown): FailureReason {
  if (error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError")) return "timeout";
  const code = codeOf(error);
  if (refused.test(code)) return "refused";
  if (timeout.test(code)) return "timeout";
  if (unreachable.test(code)) return "unreachable";
  if (unreadable.test(code)) return "unreadable";
  return "internal";
}

/** `fetch` and connections that try several addresses hide the code one level down. */
function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown[] };
  if (code !== undefined) return String(code);
  return codeOf(cause ?? errors?.[0]);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error.cause ?? (error instanceof AggregateError ? error.errors[0] : undefined);
  return [error.message, inner === undefined ? "" : describe(inner)].filter((part) => part !== "").join(": ");
}

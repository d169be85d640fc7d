import { Script } from "node:vm";

/** Time that the definition files of a project may take to run. */
const timeoutMilliseconds = 30_000;

const key = Symbol.for("bigdata-monitoring.definition");
const callIt = new Script(`globalThis[Symbol.for(${JSON.stringify(key.description)})]()`);

/**
 * Runs a definition file, which is a program: it may end the process or loop for ever. Neither may look as if the
 * command had finished.
 * @throws Error that says which of these it did, or what the file threw
 */
export function runDefinition<T>(run: () => T): T {
  const { exit } = process;
  process.exit = () => {
    throw new Error("calls process.exit: a definition is a value, and must not end the command");
  };
  Reflect.set(globalThis, key, run);
  try {
    return callIt.runInThisContext({ timeout: timeoutMilliseconds }) as T;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT")
      throw new Error(`runs for more than ${timeoutMilliseconds / 1000} s: look for an endless loop`);
    throw error;
  } finally {
    process.exit = exit;
    Reflect.deleteProperty(globalThis, key);
  }
}

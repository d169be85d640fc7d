import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, type TestContext } from "vitest";
import { write } from "../../../lib/cli/write.ts";
import { composeTarget, type Target } from "../../../lib/emit/emit.ts";
import { type EmitterName, emit } from "../../../lib/emit/index.ts";
import type { Model } from "../../../lib/model/model.ts";

/** Registers a clean-up at the end of a test; concurrent tests have one each. */
export type AtEnd = TestContext["onTestFinished"];

/** Writes some outputs of the model to a folder, which is removed at the end of the test. @returns the folder */
export async function emitted(
  model: Model,
  outputs: readonly EmitterName[],
  target: Target = composeTarget(model),
  atEnd: AtEnd = onTestFinished,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "emitted-"));
  atEnd(() => rm(folder, { recursive: true }));
  await write(folder, emit(model, target, outputs), true);
  return folder;
}

import { batch } from "./batch.ts";
import { large } from "./large.ts";
import type { Platform } from "./platform.ts";
import { rough } from "./rough.ts";
import { small } from "./small.ts";
import { streaming } from "./streaming.ts";

/** Every platform by name. */
export const platforms = { streaming, batch, large, small, rough } as const satisfies Record<string, Platform>;

export type PlatformName = keyof typeof platforms;

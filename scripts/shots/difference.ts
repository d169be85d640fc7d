import { createRequire } from "node:module";
import { join } from "node:path";
import { previewPackage } from "../preview/build-page.ts";
import type { Shot } from "./take.ts";

/** What differs between two pictures of the same name. */
export interface Difference extends Shot {
  /** Pixels that differ, of those of the larger picture, from 0 to 1. */
  readonly share: number;
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

interface PngModule {
  readonly PNG: {
    new (size: { width: number; height: number }): Picture;
    readonly sync: { read(png: Buffer): Picture; write(picture: Picture): Buffer };
    bitblt(from: Picture, to: Picture, x: number, y: number, w: number, h: number, toX: number, toY: number): void;
  };
}
type Pixelmatch = (a: Uint8Array, b: Uint8Array, out: Uint8Array, width: number, height: number, o: object) => number;

/** Compares pictures by name; those that only one side has are left out. Needs preview/ installed. */
export function differences(before: readonly Shot[], after: readonly Shot[]): Difference[] {
  if (before.length === 0) return [];
  const fromPreview = createRequire(join(previewPackage, "package.json"));
  const { PNG } = fromPreview("pngjs") as PngModule;
  const pixelmatch = (fromPreview("pixelmatch") as { default: Pixelmatch }).default;
  return after.flatMap(({ name, png }) => {
    const old = before.find((shot) => shot.name === name);
    if (!old) return [];
    const pictures = [PNG.sync.read(old.png), PNG.sync.read(png)];
    const [width, height] = [Math.max(...pictures.map((p) => p.width)), Math.max(...pictures.map((p) => p.height))];
    const [a, b] = pictures.map((picture) => onCanvas(picture, new PNG({ width, height }), PNG.bitblt));
    const out = new PNG({ width, height });
    const differing = pixelmatch((a as Picture).data, (b as Picture).data, out.data, width, height, { threshold: 0.1 });
    return [{ name, png: PNG.sync.write(out), share: differing / (width * height) }];
  });
}

/** Pictures of different heights are compared from the top. */
function onCanvas(picture: Picture, canvas: Picture, copy: PngModule["PNG"]["bitblt"]): Picture {
  copy(picture, canvas, 0, 0, picture.width, picture.height, 0, 0);
  return canvas;
}

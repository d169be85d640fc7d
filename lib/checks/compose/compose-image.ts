import type { Check } from "../check.ts";
import { composeExample } from "./example.ts";

export const composeImage: Check = {
  name: "compose-image",
  description: "An image without a version is another one tomorrow: nobody can say what ran yesterday.",
  *find({ compose }) {
    for (const [name, { image = "" }] of Object.entries(compose?.definition.services ?? {}))
      if (!isPinned(image))
        yield {
          file: compose?.file ?? "",
          path: ["services", name],
          message: `image "${image}" is not pinned to a version`,
          hint: "name it in full, such as prom/prometheus:v3.13.3",
        };
  },
  bad: () => composeExample({ image: "prom/node-exporter:latest" }),
  good: () => composeExample(),
};

/** A tag with at least two numbers, or a digest. */
const isPinned = (image: string): boolean => /:v?\d+\.\d+[\w.-]*$/.test(image) || /@sha256:[0-9a-f]{64}$/.test(image);

import type { Check } from "./check.ts";
import { exampleModel, exampleService } from "./example.ts";

export const stackPort: Check = {
  name: "stack-port",
  why: "Two services on one port cannot both be published on a machine, and one of them fails to start.",
  *find({ stack }) {
    const seen = new Map<number, string>();
    for (const [name, { port }] of Object.entries(stack)) {
      const first = seen.get(port);
      if (first !== undefined)
        yield { file: "stack.ts", path: [name], message: `port ${port} is ${first}'s`, hint: "give it another port" };
      seen.set(port, name);
    }
  },
  bad: () => exampleModel({ stack: { a: exampleService(), b: exampleService() } }),
  good: () => exampleModel({ stack: { a: exampleService(), b: exampleService({ port: 9101 }) } }),
};

import { open, readFile } from "node:fs/promises";

/** Where the functions are known that {@link setClock} replaces: in Linux on x86-64. */
export const canSetClock = process.platform === "linux" && process.arch === "x64";

/**
 * Sets the clock of one process, whose parent we are, apart from the machine's. A Go program asks the vDSO for the time, the
 * kernel's code in each process, so no library can be preloaded. We overwrite that function in the process' own copy: it
 * asks the kernel and adds the seconds to CLOCK_REALTIME, the wall clock. Timers go on.
 */
export async function setClock(pid: number, seconds: number): Promise<void> {
  const maps = await readFile(`/proc/${pid}/maps`, "utf8");
  const [, from = "", to = ""] = /^(\w+)-(\w+) .*\[vdso\]$/m.exec(maps) ?? [];
  const start = Number.parseInt(from, 16);
  const memory = await open(`/proc/${pid}/mem`, "r+");
  try {
    const image = Buffer.alloc(Number.parseInt(to, 16) - start);
    await memory.read(image, 0, image.length, start);
    const code = codeFor(seconds);
    await memory.write(code, 0, code.length, start + addressOf("__vdso_clock_gettime", image));
  } finally {
    await memory.close();
  }
}

/** The function's code: `clock_gettime(clock, time)`, then `if (clock == CLOCK_REALTIME) time->tv_sec += seconds`. */
function codeFor(seconds: number): Buffer {
  const code = Buffer.from("b8e4000000 0f05 85ff 7507 48810600000000 c3".replaceAll(" ", ""), "hex");
  code.writeInt32LE(seconds, 14);
  return code;
}

/** The address of a function in an ELF image of 64 bits. Source: elf(5), sections and symbol tables */
function addressOf(name: string, image: Buffer): number {
  const offset = (at: number) => Number(image.readBigUInt64LE(at));
  const section = (i: number) => offset(0x28) + i * image.readUInt16LE(0x3a);
  for (let i = 0; i < image.readUInt16LE(0x3c); i++) {
    const [header, dynamicSymbols] = [section(i), 11];
    if (image.readUInt32LE(header + 4) !== dynamicSymbols) continue;
    const names = offset(section(image.readUInt32LE(header + 40)) + 24);
    const [begin, size, entry] = [offset(header + 24), offset(header + 32), 24];
    for (let symbol = begin; symbol < begin + size; symbol += entry) {
      const at = names + image.readUInt32LE(symbol);
      if (image.toString("latin1", at, image.indexOf(0, at)) === name) return offset(symbol + 8);
    }
  }
  throw new Error(`the vDSO has no ${name}`);
}

import { readdir, readFile, readlink } from "node:fs/promises";

/** Where it is known which process holds a socket. */
export const canFindSockets = process.platform === "linux";

/**
 * Whether one of these processes, whose parent we are, sends from this port of 127.0.0.1. The system knows a socket by the
 * number of its inode, and a process has a link to each socket that it holds.
 * Source: proc_pid_net(5), proc_pid_fd(5)
 * @param to the port at the other end, where the socket is connected
 */
export async function sendsFrom(
  pids: readonly number[],
  protocol: "tcp" | "udp",
  port: number,
  to: number,
): Promise<boolean> {
  const [, ...rows] = (await readFile(`/proc/net/${protocol}`, "utf8")).trim().split("\n");
  const links = rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, local = "", remote = ""]) => portOf(local) === port && [0, to].includes(portOf(remote)))
    .map((fields) => `socket:[${fields[9]}]`);
  const held = await Promise.all(pids.map(socketsOf));
  return held.flat().some((link) => links.includes(link));
}

const portOf = (address: string): number => Number.parseInt(address.split(":")[1] ?? "", 16);

async function socketsOf(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  // What is closed meanwhile has no link any more.
  return Promise.all((await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => "")));
}

/** What Docker prints for a cause that people can remove, and how they do. */
const causes: readonly { readonly sign: RegExp; readonly cure: (match: RegExpExecArray) => string }[] = [
  {
    sign: /not a shared or slave mount/,
    cure: () =>
      "`/` is a private mount here, and the node exporter follows mounts below it: run `mount --make-rshared /` as root, then try again",
  },
  {
    sign: /no space left on device/i,
    cure: () =>
      "the disk is full: `docker system df` shows what Docker uses, `docker system prune` removes what nothing uses",
  },
  {
    sign: /Bind for (\S+) failed: port is already allocated|listen tcp4? (\S+): bind: address already in use/,
    cure: ([, bound, listened]) =>
      `the port ${bound ?? listened} is in use: stop the program that listens there (\`ss -ltnp\` shows it), then try again`,
  },
  {
    sign: /manifest unknown|manifest for (\S+) not found|pull access denied for (\S+?),|repository does not exist/,
    cure: ([, manifest, repository]) =>
      `the image ${manifest ?? repository ?? "named above"} is not found in its registry: correct its name in compose/`,
  },
  {
    sign: /no such host|name resolution|i\/o timeout|TLS handshake timeout|network is unreachable|Client\.Timeout exceeded|connect: connection refused/,
    cure: () =>
      "a registry cannot be reached: images and base images are downloaded on the first start, over the internet",
  },
  {
    sign: /bind source path does not exist: (\S+)/,
    cure: ([, path]) =>
      `${path} does not exist: if it is Docker's socket, set DOCKER_SOCKET in compose/.env to its path`,
  },
];

/** What Docker Compose is asked to do here, among its options and their values. */
const steps: ReadonlySet<string> = new Set(["up", "down", "ps", "restart", "exec", "logs"]);

/**
 * The message for a step of Docker Compose that failed.
 * @param args of Docker Compose, such as `["up", "--detach"]`
 * @param stderr what it printed
 */
export function stepFailed(args: readonly string[], code: number | null, stderr: string): string {
  const step = args.find((argument) => steps.has(argument)) ?? args[0];
  const lines = stderr.trim().split("\n");
  const last = (lines.findLast((line) => /error|failed/i.test(line)) ?? lines.at(-1) ?? "").trim();
  const cure = causes.flatMap(({ sign, cure }) => {
    const match = sign.exec(stderr);
    return match ? [cure(match)] : [];
  })[0];
  return [`\`docker compose ${step}\` ended with ${code}${last === "" ? "" : `: ${last}`}`, cure]
    .filter(Boolean)
    .join("\n");
}

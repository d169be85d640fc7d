import { afterAll, beforeAll, expect, it } from "vitest";
import { describeUnless } from "../../support/describe-unless.ts";
import { allSent, type Cluster, membersKnown, queues, settled, startCluster } from "./cluster.ts";
import { type Relay, startRelay } from "./relay.ts";
import { canFindSockets } from "./sockets.ts";

const once = (names: readonly string[]) => names.map((name) => [name, 1]);

const partitions = [
  { name: "three Alertmanagers that reach their receivers and not each other", sides: [[0], [1], [2]] },
  {
    name: "three Alertmanagers of which two reach each other, and all reach their receivers",
    sides: [[0, 1], [2]],
    missing: canFindSockets ? undefined : "which process sends a packet is known on Linux only",
  },
];

for (const { name, sides, missing } of partitions)
  describeUnless(missing, name, () => {
    const [before, during, after] = [queues.slice(0, 2), queues.slice(2, 6), queues.slice(6)];
    const relays: Relay[] = [];
    let cluster: Cluster;

    beforeAll(async () => {
      const advertised = async (ports: readonly number[]) => {
        relays.push(...(await Promise.all(ports.map(startRelay))));
        return relays.map(({ port }) => port);
      };
      cluster = await startCluster({ advertised, flags: ["--cluster.reconnect-interval=1s"] });
    });

    afterAll(async () => {
      await cluster.stop();
      await Promise.all(relays.map((relay) => relay.stop()));
    });

    it("notify once of each group before", async () => {
      for (const queue of before) cluster.stuck.add(queue);
      await cluster.untilAll("firing", before);
      await allSent();
      expect([...cluster.notifications("firing")].sort()).toEqual(once(before));
    });

    it("notify of everything, each side once, and know who is on their side", async () => {
      cluster.forget();
      for (const side of sides)
        for (const i of side)
          relays[i]?.cut(side.filter((other) => other !== i).map((other) => cluster.members[other]?.pid ?? 0));
      const known = sides.flatMap((side) => side.map(() => side.length));
      await expect
        .poll(() => Promise.all(cluster.members.map(membersKnown)), { timeout: 60_000, interval: 200 })
        .toEqual(known);
      for (const queue of during) cluster.stuck.add(queue);
      const took = await cluster.untilAll("firing", during);
      await allSent();
      const fired = cluster.notifications("firing");
      console.log(
        `${name}, who know ${known}: ${fired.size} of ${during.length} firing after ${took} ms, ` +
          `sent ${[...fired.values()]} times`,
      );
      // Not again what was sent before.
      expect([...fired.keys()].sort()).toEqual(during);
      for (const [queue, count] of fired) expect(count, queue).toBe(sides.length);
      expect(await Promise.all(cluster.members.map(membersKnown))).toEqual(known);
    });

    it("notify once of each group after they know each other again", async () => {
      for (const relay of relays) relay.restore();
      await settled(cluster.members);
      cluster.forget();
      for (const queue of after) cluster.stuck.add(queue);
      await cluster.untilAll("firing", after);
      await allSent();
      expect([...cluster.notifications("firing")].sort()).toEqual(once(after));
      // What began meanwhile ends with one notification too.
      for (const queue of during) cluster.stuck.delete(queue);
      await cluster.untilAll("resolved", during);
      await allSent();
      expect([...cluster.notifications("resolved")].sort()).toEqual(once(during));
    });
  });

import { defineRunbooks } from "bigdata-monitoring";
import type hosts from "./hosts.ts";

export default defineRunbooks<typeof hosts>({
  HostDown: {
    check: [
      "`ping -c 3 HOST` and `ssh HOST uptime`: whether the host answers at all.",
      "`curl -s http://HOST:9100/metrics | head -1`: whether only the node exporter is gone.",
      "The console of the provider or of the hypervisor: is the machine running, in maintenance, or out of memory?",
    ],
    found: {
      "the host answers, the exporter does not": [
        "`docker start bigdata-node-exporter`, then `docker logs --tail 20 bigdata-node-exporter`.",
      ],
      "the host does not answer, and the console shows it running": [
        "Look at its screen in the console: `Out of memory`, `I/O error`, or no network. Restart it from the console if it does not react for five minutes.",
      ],
      "the host is off or gone": [
        "Start it, or start a new one. Its brokers and databases come back by themselves if their volumes are there; check their alerts.",
      ],
      "several hosts are down": [
        "It is the network or the provider: read the provider's status page, and do not restart anything.",
      ],
    },
    undo: "Nothing to undo.",
    verify: '`up{job="node-exporter"}` is 1, and `docker ps` on the host lists every container as healthy.',
    call: {
      "data-engineering": "if a broker of Kafka ran there",
      platform: "the provider's support, if its console does not answer",
    },
  },
});

import { defineRunbooks } from "bigdata-monitoring";
import type targets from "./targets.ts";

export default defineRunbooks<typeof targets>({
  ServiceDown: {
    check: [
      "`docker ps -a --filter name=JOB`: running, restarting, or ended? `docker inspect -f '{{.State.ExitCode}} {{.State.OOMKilled}}' CONTAINER`.",
      "`docker logs --tail 100 CONTAINER`: the last error before it went down.",
      "`curl -sv http://INSTANCE/metrics -o /dev/null`: a refused connection, a timeout, or a status.",
    ],
    found: {
      "the container has ended or restarts": [
        "An error of its configuration: `git log -3`, return to the commit before (`git revert`), and run `npm run up`.",
        "Killed for lack of memory: raise `mem_limit` in `compose/docker-compose.monitoring.yml` and run `npm run up`.",
        "A full disk: see HostDiskFull.",
      ],
      "it runs and does not answer": [
        "`docker stats --no-stream CONTAINER`. At its limit of CPU or memory: find the query or request that causes it in its log. Restart it: `docker restart CONTAINER`.",
      ],
      "it answers here and not to Prometheus": [
        "The network: `docker network inspect bigdata-monitoring` lists both? Run `npm run up -- --platform` to join them again.",
      ],
      "it is a service of the platform (etl, transactions)": [
        "Look for a release in the last hour on board platform-overview, and roll it back.",
      ],
    },
    undo: "Set `mem_limit` back once the cause is fixed.",
    verify: '`up{job="JOB"}` is 1 for five minutes.',
    call: {
      monitoring: "if Prometheus or Alertmanager is down: no other alert notifies anybody",
      business: "if transactions is down",
      "data-engineering": "if etl is down",
    },
  },

  JobMissing: {
    check: [
      "Status, Targets of Prometheus: is the job there, and does it have targets?",
      "`grep -A8 'job_name: JOB' dist/prometheus/prometheus.yml` after `npm run build`, and the same in the deployed file.",
    ],
    found: {
      "the job is not in the deployed file": ["Deploy the built file again: `npm run build`, then reload Prometheus."],
      "the job has no targets": [
        "Its list of targets is empty or cannot be read: read Prometheus' log for `discovery`, and check the file, the DNS name or the server of the discovery.",
      ],
      "the service was retired": ["Remove it from `stack.ts`, with its rules, and deploy."],
    },
    undo: "Nothing to undo.",
    verify: '`count(up{job="JOB"})` is the number of its instances.',
    call: { platform: "if the deployed configuration differs from the built one and nobody changed it" },
  },
});

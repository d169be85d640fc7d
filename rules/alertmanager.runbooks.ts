import { defineRunbooks } from "bigdata-monitoring";
import type alertmanager from "./alertmanager.ts";

export default defineRunbooks<typeof alertmanager>({
  NotificationsFail: {
    check: [
      "`docker logs --tail 100 bigdata-alertmanager | grep -i 'notify'`: the status of the channel. 401 and 403 are a key, 429 a rate limit, `no such host` the network.",
      "`curl -s 'http://localhost:9093/api/v2/alerts?active=true' | jq -r '.[].labels.alertname'`: alerts that notify nobody. Act on them yourself.",
    ],
    found: {
      "the key or the URL is refused": [
        "Make a new one at the provider, set it in `compose/.env`, and run `npm run up`.",
      ],
      "the rate limit is reached": ["Too many alerts: silence the loudest in Alertmanager, and fix its cause first."],
      "the provider does not answer": ["Read its status page. Watch http://localhost:9093 until it is back."],
      "a template fails": ["`npx bigdata-monitoring check` names it. Return to the commit before."],
    },
    undo: "End the silences.",
    verify: "`npx bigdata-monitoring test notification` reaches the channel.",
    call: { platform: "by phone, since this alert itself may not reach them" },
  },
});

import { defineRunbooks } from "bigdata-monitoring";
import type operations from "./business-operations.ts";

export default defineRunbooks<typeof operations>({
  SloBudgetBurns: {
    check: [
      '`topk(5, sum by (route, status) (rate(http_requests_total{status=~"5.."}[5m])))`: which requests fail?',
      '`{service="transactions", level=~"error|critical"}` in Loki: the exception.',
      "Releases in the last hour, on board platform-overview.",
    ],
    found: {
      "it began with a release": ["Roll it back, and stop further ones."],
      "one dependency fails": [
        "Kafka, a database or fraud detection: see its alerts. Switch off what can be switched off.",
      ],
      "there is more traffic than usual": ["Start more instances; limit the largest client at the load balancer."],
    },
    undo: "Switch on again what was switched off.",
    verify: "`slo:error_budget_burn:ratio_rate5m` is below 1.",
    call: { platform: "if a dependency that it runs fails" },
  },
  ApiRefusesLogins: {
    check: [
      '`sum by (client) (count_over_time({service="transactions"} |~ "401|403" | json [5m]))` in Loki: few clients, or all?',
      "Releases of the login or of its keys in the last hour.",
      "`openssl s_client -connect auth:443 </dev/null | openssl x509 -noout -dates`: the identity provider's certificate.",
    ],
    found: {
      "few addresses": ["It is an attack: block them at the load balancer, and lock accounts that were logged in to."],
      "all clients": ["The login is broken: roll back its release, or renew the expired key or certificate."],
      "one client of an application": ["Its token has expired: notify its owner."],
    },
    undo: "Remove the blocks after a day.",
    verify: "The share of 401 and 403 is that of yesterday.",
    call: { security: "at once, if it is an attack", business: "if customers cannot log in" },
  },
});

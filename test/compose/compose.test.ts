// The parts run in this order: what reads the stack first, then what stops and kills its containers, then the demo, then
// several of each server.
import "../stack/prometheus.test.ts";
import "../stack/alertmanager.test.ts";
import "../stack/grafana.test.ts";
import "../stack/loki.test.ts";
import "./first-start.ts";
import "./containers.ts";
import "./delivery.ts";
import "./web-pages.ts";
import "./backup.ts";
import "./persistence.ts";
import "./demo.ts";
import "./scale.ts";

import type { Scenario } from "../scenario.ts";
import brokerDies from "./broker-dies.ts";
import connectionsRunOut from "./connections-run-out.ts";
import diskFills from "./disk-fills.ts";
import endpointDown from "./endpoint-down.ts";
import etlStalls from "./etl-stalls.ts";
import fraudSpike from "./fraud-spike.ts";
import kafkaLag from "./kafka-lag.ts";
import memoryLeak from "./memory-leak.ts";
import modelDrifts from "./model-drifts.ts";
import schemaBreaks from "./schema-breaks.ts";
import trafficX3 from "./traffic-x3.ts";

/** Every scenario by name. Listed by hand, since an image holds the simulator in one file. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  "broker-dies": brokerDies,
  "connections-run-out": connectionsRunOut,
  "disk-fills": diskFills,
  "endpoint-down": endpointDown,
  "etl-stalls": etlStalls,
  "fraud-spike": fraudSpike,
  "kafka-lag": kafkaLag,
  "memory-leak": memoryLeak,
  "model-drifts": modelDrifts,
  "schema-breaks": schemaBreaks,
  "traffic-x3": trafficX3,
};

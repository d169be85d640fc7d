// The shape of what Grafana's provisioning reads; `npm run schemas` turns it into JSON Schema.
// Source: https://grafana.com/docs/grafana/latest/administration/provisioning/

/** @pattern ^[a-zA-Z0-9_-]{1,40}$ */
type Uid = string;

/** `grafana/provisioning/datasources/*.yml` */
export interface DatasourceProvisioning {
  apiVersion: 1;
  prune?: boolean;
  datasources: {
    uid: Uid;
    name: string;
    type: string;
    access: "proxy" | "direct";
    url?: string;
    isDefault: boolean;
    editable: boolean;
    jsonData?: object;
    /** Fields that only `raw` has. */
    [field: string]: unknown;
  }[];
}

/** `grafana/provisioning/dashboards/*.yml` */
export interface DashboardProvisioning {
  apiVersion: 1;
  providers: {
    name: string;
    orgId: number;
    folder: string;
    folderUid: Uid;
    type: "file";
    disableDeletion: boolean;
    allowUiUpdates: boolean;
    updateIntervalSeconds: number;
    options: { path: string };
  }[];
}

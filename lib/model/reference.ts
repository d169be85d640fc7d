/** A dashboard, or one of its rows or panels. */
export interface DashboardReference {
  /** The dashboard's uid, which is the name of its file. */
  readonly uid: string;
  /** The row's title. */
  readonly row?: string;
  /** The panel's title. */
  readonly panel?: string;
}

/** A panel of a dashboard, by the dashboard's uid and the panel's title. The check `alert-panel` proves that it exists. */
export const panelRef = (uid: string, panel: string): DashboardReference => ({ uid, panel });

/** A row of a dashboard, by the dashboard's uid and the row's title. The check `alert-panel` proves that it exists. */
export const rowRef = (uid: string, row: string): DashboardReference => ({ uid, row });

/** The uid of a reference, which may be the uid itself. */
export const uidOf = (reference: string | DashboardReference): string =>
  typeof reference === "string" ? reference : reference.uid;

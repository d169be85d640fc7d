import type { LinkModel } from "@grafana/data";
import type { ReactElement } from "react";

/** Makes something lead where its first data link leads. */
export function Linked({ links, children }: { links: readonly LinkModel[]; children: ReactElement }) {
  const [link] = links;
  if (!link) return children;
  return (
    <a href={link.href} title={link.title} style={{ display: "block" }}>
      {children}
    </a>
  );
}

import { expect, it } from "vitest";
import { composeTarget } from "../../../lib/emit/emit.ts";
import { emitRunbooks } from "../../../lib/emit/runbooks.ts";
import { panelRef, type Runbook, rowRef } from "../../../lib/model/model.ts";
import { alertingExample } from "../checks/examples/model.ts";

it("writes one page an alert, with who is notified", () => {
  const model = alertingExample({});
  const pages = emitRunbooks(model, composeTarget(model));
  expect(pages.map(({ path }) => path)).toEqual(["runbooks/HostDown.md", "runbooks/HostDown.html"]);
  expect(pages[0]?.text).toMatchInlineSnapshot(`
    "<!-- Generated from rules/hosts.ts by \`npm run build\`. Edit that file instead. -->

    # HostDown

    **Critical:** INSTANCE has not answered a scrape for 5 minutes

    Nothing is known of the host.

    **First:** Check that the host is up.

    Open the [dashboard](http://grafana/d/hosts).

    ## Who is notified

    Critical belongs to Platform, who act within 5 minutes.

    - after 10 seconds: email platform@example.org, slack #platform, pagerduty pagerduty_platform

    ## Appendix: when it fires

    ### Critical

    Once this has held for 5 minutes, as a threshold of the infrastructure domain:

    \`\`\`promql
    up{job="node-exporter"} == 0
    \`\`\`

    For example:

    At 6 minutes, with a sample every 1 minute:

    \`\`\`text
    up{job="node-exporter",instance="a"}  0x10
    \`\`\`

    It stays quiet, for example:

    At 6 minutes, with a sample every 1 minute:

    \`\`\`text
    up{job="node-exporter",instance="a"}  1x10
    \`\`\`
    "
  `);
});

it("writes the page as HTML too, and shows what looks like a tag as it is written", () => {
  const action = "Run `ssh <host> uptime` on <b>the host</b> & <script>alert(1)</script>.";
  const model = alertingExample({ alert: { action } });
  const text = emitRunbooks(model, composeTarget(model)).find(({ path }) => path.endsWith(".html"))?.text ?? "";
  expect(text).toMatch(/^<!DOCTYPE html>\n<!-- Generated from .* -->\n<html lang="en">/);
  expect(text).toContain("<h1>HostDown</h1>");
  expect(text).toContain('<a href="http://grafana/d/hosts">dashboard</a>');
  expect(text).toContain("<code>ssh &lt;host&gt; uptime</code>");
  expect(text).toContain("&lt;b>the host&lt;/b>");
  expect(text).not.toContain("<script>");
});

it("says what stands in for a label or the value, and unquotes what only looks like a template", () => {
  const model = alertingExample({
    alert: {
      action: "Run `du {{ $labels.mountpoint }}` and `inspect '{{ `{{json .State}}` }}'`, {{ $value | humanize }}.",
    },
  });
  const [page] = emitRunbooks(model, composeTarget(model));
  expect(page?.text).toContain("**First:** Run `du MOUNTPOINT` and `inspect '{{json .State}}'`, VALUE.");
});

it("links the dashboards that the action names, with their rows and panels", () => {
  const references = [rowRef("hosts", "Disks"), panelRef("kafka", "Lag by group")];
  const model = alertingExample({ alert: { dashboard: rowRef("hosts", "Memory"), references } });
  expect(emitRunbooks(model, composeTarget(model))[0]?.text).toContain(
    'Open the [dashboard](http://grafana/d/hosts), row "Memory". See also [kafka](http://grafana/d/kafka), panel "Lag by group".\n',
  );
});

it("writes the steps before everything else, and names whom to call", () => {
  const runbook: Runbook = {
    check: ["`ping HOST`: does it answer?", "`ssh HOST uptime`"],
    found: { "it does not answer": ["Restart it."], "it answers": ["Start the exporter."] },
    undo: "Nothing.",
    verify: "`up` is 1.",
    call: { platform: "if it does not start" },
  };
  const model = alertingExample({ alert: { runbook } });
  const [page] = emitRunbooks(model, composeTarget(model));
  const headings = page?.text.match(/^##? .*/gm);
  expect(headings).toEqual([
    ...["# HostDown", "## Check", "## If it does not answer", "## If it answers", "## Undo", "## Verify"],
    ...["## Who else to call", "## Who is notified", "## Appendix: when it fires"],
  ]);
  expect(page?.text).toContain("## Check\n\n1. `ping HOST`: does it answer?\n2. `ssh HOST uptime`\n");
  expect(page?.text).toContain("- **Platform** (#platform, platform@example.org): if it does not start\n");
});

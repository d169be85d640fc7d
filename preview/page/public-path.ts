// The folder in which Grafana's components look for their icons and fonts. A file of its own, since the page's security
// policy runs no inline script; imported first, since the components read it when they are loaded.
Object.assign(window, { __grafana_public_path__: "/public/" });

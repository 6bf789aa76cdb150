// Tells the server what a page came to. Before any module, so that one that does not load is told too.
const tell = (text) => fetch('./told', { method: 'POST', body: text });
addEventListener('error', ({ message, filename, lineno }) =>
  tell(`failed: ${message} (${filename}:${lineno})`),
);
addEventListener('unhandledrejection', ({ reason }) => tell(`failed: ${reason}`));

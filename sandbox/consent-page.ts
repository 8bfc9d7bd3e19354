import { SANDBOX_APP, SCOPES } from './app.ts';

interface Consent {
  user: string;
  scopes: string[];
  target: URL;
  params: Record<string, string>;
}

/** The page on which a person allows or denies. */
export function consentPage({ user, scopes, target, params }: Consent): string {
  const kept = ['client_id', 'redirect_uri', 'state', 'scope', 'response_type'].filter(
    (name) => params[name] !== undefined,
  );
  const hidden = kept
    .map((name) => `<input type="hidden" name="${name}" value="${escape(params[name]!)}">`)
    .join('');
  const items = scopes
    .map(
      (scope) =>
        `<li><span>${SCOPES[scope as keyof typeof SCOPES]}</span> <code>${escape(scope)}</code></li>`,
    )
    .join('');
  return document(
    `Connect ${SANDBOX_APP.name}`,
    `<h1>Let ${SANDBOX_APP.name} use your ad accounts?</h1>
<p>You are signed in as <strong>${escape(user)}</strong>. ${SANDBOX_APP.name} asks to:</p>
<ul>${items || '<li>See your name</li>'}</ul>
<p>Afterwards you go back to <strong>${escape(target.host)}</strong>.</p>
<form method="post">${hidden}
<button class="allow" name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>`,
  );
}

/** The page Meta shows instead of sending a person back when the request itself is wrong. */
export function refusedPage(title: string, remedy: string): string {
  return document(title, `<h1>${escape(title)}</h1><p>${escape(remedy)}</p>`);
}

function document(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)} · Sandbox</title>
<style>${style}</style>
</head>
<body>
<main>
<p class="label">Sandbox: not the real Meta</p>
${body}
</main>
</body>
</html>
`;
}

const style = `
:root { color-scheme: light dark; --canvas: light-dark(#F6F8F8, #0C1112); --surface: light-dark(#FFFFFF, #131A1B);
  --ink: light-dark(#0F191B, #E9F0F0); --ink-2: light-dark(#445256, #AEBBBD); --line: light-dark(#E1E7E7, #222D2F);
  --control: light-dark(#7F8D90, #6B7B7F); --accent: light-dark(#06717A, #4FC4D1); --on-accent: light-dark(#FFFFFF, #04262A);
  --warning: light-dark(#865600, #EDB350); --warning-soft: light-dark(#FAF0DA, #33270F); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 16px; background: var(--canvas); color: var(--ink);
  font: 14px/1.5 ui-sans-serif, system-ui, sans-serif; }
main { width: 100%; max-width: 440px; padding: 24px; background: var(--surface); border: 1px solid var(--line); border-radius: 12px; }
.label { display: inline-block; margin: 0 0 16px; padding: 2px 10px; border-radius: 999px; background: var(--warning-soft);
  color: var(--warning); font-size: 12px; font-weight: 600; }
h1 { margin: 0 0 12px; font-size: 20px; line-height: 28px; letter-spacing: -0.018em; }
p { margin: 0 0 12px; color: var(--ink-2); } p strong { color: var(--ink); overflow-wrap: anywhere; }
ul { margin: 0 0 16px; padding: 0; list-style: none; border: 1px solid var(--line); border-radius: 8px; }
li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 2px 12px; padding: 10px 12px; }
li + li { border-top: 1px solid var(--line); }
code { color: var(--ink-2); font-size: 12px; }
form { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 20px; }
button { flex: 1 1 120px; min-height: 44px; padding: 0 16px; font: inherit; font-weight: 600; color: var(--ink); cursor: pointer;
  background: transparent; border: 1px solid var(--control); border-radius: 8px; }
.allow { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

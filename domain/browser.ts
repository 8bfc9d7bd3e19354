const browsers = { Edge: /\bEdgA?\//, Opera: /\bOPR\//, Firefox: /\bFirefox\/|\bFxiOS\//, Chrome: /Chrome\/|\bCriOS\//, Safari: /\bSafari\// }; // prettier-ignore
const systems = { iPhone: /\biPhone\b/, iPad: /\biPad\b/, Android: /\bAndroid\b/, Windows: /\bWindows\b/, macOS: /\bMac OS X\b/, Linux: /\bLinux\b/ }; // prettier-ignore

const firstOf = (names: Record<string, RegExp>, text: string) =>
  Object.keys(names).find((name) => names[name]!.test(text)) ?? null;

/** What a browser says it is, in a word each; it may say anything. */
export function browserOf(userAgent: string) {
  const system = firstOf(systems, userAgent);
  return {
    browser: firstOf(browsers, userAgent),
    system,
    phone: system === 'iPhone' || /\bAndroid\b.*\bMobile\b/.test(userAgent),
  };
}

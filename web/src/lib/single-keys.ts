/** Shortcuts of one key can be switched off (WCAG 2.1.4). */
export const singleKeysOn = () => localStorage.getItem('aegis.keys') !== 'off';
export const switchSingleKeys = (on: boolean) => localStorage.setItem('aegis.keys', on ? 'on' : 'off');

/** Single keys do nothing while a person types, in a dialog, with a modifier, or switched off. */
export function isTyping(event: KeyboardEvent): boolean {
  const field =
    event.target instanceof Element &&
    event.target.closest('input:not([type=checkbox]), textarea, select, dialog, [role=dialog], [role=menu]');
  return event.ctrlKey || event.metaKey || event.altKey || Boolean(field) || !singleKeysOn();
}

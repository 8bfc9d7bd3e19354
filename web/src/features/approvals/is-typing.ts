/** Single keys do nothing while a person types, in a dialog, or with a modifier. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  const field = target.closest('input, textarea, select, dialog, [role=dialog]');
  return event.ctrlKey || event.metaKey || event.altKey || field !== null;
}

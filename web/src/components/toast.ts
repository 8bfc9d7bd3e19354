import { toast } from 'sonner';

interface ToastOptions {
  text?: string;
  /** Shown as a button; stays with the toast for six seconds. */
  undo?: { label: string; onUndo: () => void };
}

export const showToast = (title: string, { text, undo }: ToastOptions = {}) =>
  toast(title, {
    description: text,
    duration: 6000,
    action: undo && { label: undo.label, onClick: undo.onUndo },
  });

import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';

export interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  text: string;
  cancelLabel: string;
  closeLabel: string;
  confirmLabel: string;
  onConfirm: () => void;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  text,
  cancelLabel,
  closeLabel,
  confirmLabel,
  onConfirm,
}: ConfirmDialogProps) {
  const confirm = () => {
    onOpenChange(false);
    onConfirm();
  };
  const footer = (
    <>
      <Button onClick={() => onOpenChange(false)}>{cancelLabel}</Button>
      <Button variant="danger" onClick={confirm}>
        {confirmLabel}
      </Button>
    </>
  );
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={text}
      closeLabel={closeLabel}
      footer={footer}
    />
  );
}

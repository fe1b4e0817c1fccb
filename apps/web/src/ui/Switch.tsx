import { Switch as Base } from '@base-ui/react/switch';
import { type ReactNode, useId } from 'react';

export interface SwitchProps {
  label: string;
  hint?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

/** A setting that is on or off and takes effect at once. */
export function Switch({ label, hint, checked, onChange, disabled = false }: SwitchProps) {
  const id = useId();
  return (
    <div className="flex min-h-11 items-center justify-between gap-4">
      <div className="min-w-0">
        <span id={`${id}-label`} className="block font-medium text-ink text-sm">
          {label}
        </span>
        {hint && (
          <span id={`${id}-hint`} className="block text-ink-soft text-sm">
            {hint}
          </span>
        )}
      </div>
      <Base.Root
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="relative flex h-8 w-13 shrink-0 items-center cursor-pointer rounded-full border-2 border-line-strong bg-surface-sunken transition-colors before:absolute before:-inset-2 data-checked:border-brand data-disabled:cursor-not-allowed data-checked:bg-brand data-disabled:opacity-50"
      >
        <Base.Thumb className="block size-5 translate-x-1 rounded-full bg-line-strong transition-transform data-checked:translate-x-6 data-checked:bg-on-brand" />
      </Base.Root>
    </div>
  );
}

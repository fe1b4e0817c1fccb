import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import { type ReactNode, useId } from 'react';

export interface SelectOption {
  value: string;
  label: string;
}

export interface SelectProps {
  label: string;
  labelHidden?: boolean;
  icon?: ReactNode;
  value: string | null;
  options: readonly SelectOption[];
  /** Shown while `value` is none of the options. */
  placeholder: string;
  onChange: (value: string) => void;
  disabled?: boolean;
}

/** A choice of one out of a few. */
export function Select({ label, labelHidden, icon, value, options, placeholder, onChange, disabled }: SelectProps) {
  const labelId = useId();
  const known = options.find((option) => option.value === value);
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <span id={labelId} className={labelHidden ? 'sr-only' : 'font-medium text-ink text-sm'}>
        {label}
      </span>
      <Base.Root
        items={options}
        value={known?.value ?? null}
        disabled={disabled ?? false}
        onValueChange={(next) => next !== null && onChange(next)}
      >
        <Base.Trigger
          aria-labelledby={labelId}
          className="flex min-h-11 w-full min-w-0 items-center gap-2 rounded-control border border-line-strong bg-surface px-3 text-ink text-sm hover:bg-surface-hover data-disabled:cursor-not-allowed data-disabled:opacity-60"
        >
          {icon}
          <Base.Value className="min-w-0 flex-1 truncate text-start">{known?.label ?? placeholder}</Base.Value>
          <Base.Icon>
            <ChevronDown size={18} aria-hidden="true" />
          </Base.Icon>
        </Base.Trigger>
        <SelectPopup options={options} />
      </Base.Root>
    </div>
  );
}

function SelectPopup({ options }: { options: readonly SelectOption[] }) {
  return (
    <Base.Portal>
      <Base.Positioner sideOffset={6} alignItemWithTrigger={false} className="z-50">
        <Base.Popup className="max-h-(--available-height) min-w-(--anchor-width) max-w-[min(24rem,calc(100vw-1rem))] animate-rise overflow-y-auto rounded-control border border-line bg-surface p-1.5 text-ink shadow-float">
          {options.map((option) => (
            <Base.Item
              key={option.value}
              value={option.value}
              className="flex min-h-11 cursor-pointer select-none items-center gap-2 rounded-lg px-3 text-sm outline-none data-highlighted:bg-surface-hover"
            >
              <Check size={18} aria-hidden="true" className="shrink-0 opacity-0 in-data-selected:opacity-100" />
              <Base.ItemText className="min-w-0">{option.label}</Base.ItemText>
            </Base.Item>
          ))}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}

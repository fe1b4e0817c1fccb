import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import type { Side } from './Tooltip.tsx';

export interface MenuProps {
  /** The button that opens it; it must pass its props and ref on, as Button and IconButton do. */
  trigger: ReactElement;
  side?: Side;
  align?: 'start' | 'center' | 'end';
  /** {@link MenuItem}, {@link MenuChoice} and {@link MenuSeparator}. */
  children: ReactNode;
}

const itemClass =
  'flex min-h-11 cursor-pointer select-none items-center gap-3 rounded-lg px-3 text-sm outline-none data-highlighted:bg-surface-hover data-disabled:cursor-not-allowed data-disabled:opacity-50';

/** A menu of commands behind a button. */
export function Menu({ trigger, side = 'bottom', align = 'end', children }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={6} className="z-50">
          <Base.Popup className="max-h-(--available-height) min-w-44 max-w-[calc(100vw-1rem)] animate-rise overflow-y-auto rounded-control border border-line bg-surface p-1.5 text-ink shadow-float outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export interface MenuItemProps {
  icon?: ReactNode;
  tone?: 'normal' | 'danger';
  disabled?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

/** One command. */
export function MenuItem({ icon, tone = 'normal', disabled = false, onSelect, children }: MenuItemProps) {
  return (
    <Base.Item
      disabled={disabled}
      onClick={onSelect}
      className={`${itemClass} ${tone === 'danger' ? 'text-danger-ink' : ''}`}
    >
      {icon}
      {children}
    </Base.Item>
  );
}

/** Several commands of one kind, shown by an icon alone and side by side. The menu stays open for more than one. */
export function MenuIconRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Base.Group aria-label={label} className="grid grid-cols-5">
      {children}
    </Base.Group>
  );
}

/** A command of a {@link MenuIconRow}. */
export function MenuIconItem({ label, icon, onSelect }: { label: string; icon: ReactNode; onSelect: () => void }) {
  return (
    <Base.Item
      aria-label={label}
      closeOnClick={false}
      onClick={onSelect}
      className="inline-flex min-h-11 cursor-pointer select-none items-center justify-center rounded-lg font-emoji text-2xl outline-none data-highlighted:bg-surface-hover"
    >
      {icon}
    </Base.Item>
  );
}

export interface MenuChoiceProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string; lang?: string }[];
  onChange: (value: string) => void;
}

/** A choice of one, checked where it stands. */
export function MenuChoice({ label, value, options, onChange }: MenuChoiceProps) {
  return (
    <Base.RadioGroup value={value} onValueChange={onChange} aria-label={label}>
      {options.map((option) => (
        <Base.RadioItem key={option.value} value={option.value} lang={option.lang} closeOnClick className={itemClass}>
          <Check size={18} aria-hidden="true" className="shrink-0 opacity-0 in-data-checked:opacity-100" />
          {option.label}
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}

/** A line between groups of commands. */
export function MenuSeparator() {
  return <Base.Separator className="mx-2 my-1.5 h-px bg-line" />;
}

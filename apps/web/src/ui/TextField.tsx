import { type ComponentProps, type ReactNode, useId } from 'react';

export interface TextFieldProps extends Omit<ComponentProps<'input'>, 'id'> {
  label: string;
  /** The label is for screen readers alone; the placeholder then says it to the eye. */
  labelHidden?: boolean;
  hint?: ReactNode;
  /** Replaces the hint and is announced. */
  error?: string | null;
  icon?: ReactNode;
}

/** A one-line text field with its label, hint and error tied to it. */
export function TextField({ label, labelHidden, hint, error, icon, className = '', ...rest }: TextFieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const border = error ? 'border-danger' : 'border-line-strong';
  return (
    <div className={`flex min-w-0 flex-col gap-1.5 ${className}`}>
      <label htmlFor={id} className={labelHidden ? 'sr-only' : 'font-medium text-ink text-sm'}>
        {label}
      </label>
      <div className="relative">
        {icon && (
          <span className="pointer-events-none absolute inset-y-0 start-3.5 flex items-center text-ink-soft">
            {icon}
          </span>
        )}
        <input
          {...rest}
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={error || hint ? noteId : undefined}
          className={`min-h-12 w-full rounded-control border bg-surface px-4 text-base text-ink placeholder:text-ink-soft ${icon ? 'ps-11' : ''} ${border}`}
        />
      </div>
      <p
        id={noteId}
        aria-live="polite"
        className={`text-sm empty:hidden ${error ? 'text-danger-ink' : 'text-ink-soft'}`}
      >
        {error || hint}
      </p>
    </div>
  );
}

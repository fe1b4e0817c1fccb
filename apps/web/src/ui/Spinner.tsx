export interface SpinnerProps {
  size?: 'small' | 'medium' | 'large';
  /** Said by screen readers; without it the spinner is decoration of something that says so itself. */
  label?: string;
}

const sizes = { small: 'size-4 border-2', medium: 'size-6 border-[3px]', large: 'size-10 border-4' };

/** A turning ring for waits of unknown length. */
export function Spinner({ size = 'medium', label }: SpinnerProps) {
  const ring = (
    <span
      aria-hidden="true"
      className={`inline-block animate-spin rounded-full border-current border-e-transparent ${sizes[size]}`}
    />
  );
  if (!label) return ring;
  return (
    <span role="status" className="inline-flex text-brand-ink">
      {ring}
      <span className="sr-only">{label}</span>
    </span>
  );
}

import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

export interface NoticeProps {
  tone?: 'info' | 'success' | 'warning' | 'danger';
  title?: string;
  children?: ReactNode;
  /** Usually a button that mends what the notice tells. */
  action?: ReactNode;
}

const tones = {
  info: { className: 'bg-surface-sunken text-ink', Icon: Info },
  success: { className: 'bg-success-soft text-success-ink', Icon: CircleCheck },
  warning: { className: 'bg-warning-soft text-warning-ink', Icon: TriangleAlert },
  danger: { className: 'bg-danger-soft text-danger-ink', Icon: CircleAlert },
};

/** A message in the flow of a page. Warnings and dangers are announced when they appear. */
export function Notice({ tone = 'info', title, children, action }: NoticeProps) {
  const { className, Icon } = tones[tone];
  const urgent = tone === 'danger' || tone === 'warning';
  return (
    <div role={urgent ? 'alert' : undefined} className={`flex gap-3 rounded-control px-4 py-3 text-sm ${className}`}>
      <Icon size={20} aria-hidden="true" className="mt-px shrink-0" />
      <div className="flex min-w-0 flex-1 flex-col items-start gap-1">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div>{children}</div>}
        {action && <div className="pt-1.5">{action}</div>}
      </div>
    </div>
  );
}

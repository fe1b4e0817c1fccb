import { type FormEvent, useState } from 'react';
import { type ApiFailure, asFailure } from '../../api/failure.ts';

export interface Submit {
  busy: boolean;
  /** Of the last try; null while another runs. */
  failure: ApiFailure | null;
  /** For `<form onSubmit>`; a press while busy does nothing. */
  onSubmit: (event: FormEvent) => void;
}

/** Runs `action` when a form is submitted and keeps how it went. `action` rejects with an ApiFailure. */
export function useSubmit(action: () => Promise<void>): Submit {
  const [state, setState] = useState<{ busy: boolean; failure: ApiFailure | null }>({ busy: false, failure: null });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (state.busy) return;
    setState({ busy: true, failure: null });
    action().then(
      () => setState({ busy: false, failure: null }),
      (error) => setState({ busy: false, failure: asFailure(error) }),
    );
  };
  return { ...state, onSubmit };
}

'use client';

import { useId, useState, type SubmitEvent } from 'react';
import { signIn, tokenOf } from '../sign-in';
import { Button } from '../ui/button';
import styles from './sign-in-form.module.css';
import { SIGN_IN_STRINGS } from './strings';

/** For an address that was printed in a terminal and is at hand to paste. */
export function SignInForm() {
  const id = useId();
  const [pasted, setPasted] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  const send = async () => {
    const token = tokenOf(pasted);
    const refusal = token === null ? SIGN_IN_STRINGS.notAToken : await signIn(token);
    if (refusal === null) location.reload();
    else setProblem(refusal);
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    void send();
  };

  return (
    <form className={styles['form']} onSubmit={onSubmit}>
      <label className={styles['label']} htmlFor={id}>{SIGN_IN_STRINGS.label}</label>
      <input id={id} className={styles['input']} type="text" autoComplete="off" spellCheck={false} placeholder={SIGN_IN_STRINGS.placeholder} value={pasted} aria-describedby={`${id}-problem`} onChange={({ target }) => setPasted(target.value)} />
      <Button look="primary" submits>{SIGN_IN_STRINGS.send}</Button>
      <p id={`${id}-problem`} className={styles['problem']} role="alert">{problem}</p>
    </form>
  );
}

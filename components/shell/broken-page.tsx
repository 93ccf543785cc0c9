'use client';

export function BrokenPage({ message, onRetry }: { message: string; onRetry: () => void }) {
  return (
    <main>
      <h1>This page met a defect</h1>
      <p>{message}</p>
      <button type="button" onClick={onRetry}>Start the page again</button>
    </main>
  );
}

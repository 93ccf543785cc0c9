'use client';

import { createContext, use } from 'react';
import type { ObjectId } from '@/lib/object-id';

/** Selects an object and brings it into sight. */
export type Select = (id: ObjectId) => void;

export const SelectContext = createContext<Select>(() => undefined);

export function useSelect(): Select {
  return use(SelectContext);
}

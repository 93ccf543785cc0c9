'use client';

// First of all: its worker needs as long as the page to be ready, and starts when this has been read and before all else is.
import '../graph/first-worker';
import dynamic from 'next/dynamic';

/** The page, whose code is large. */
export const AtlasPage = dynamic(() => import('./atlas').then(({ Atlas }) => Atlas));

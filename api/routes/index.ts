import type { Route } from '../types.ts';
import { signIn } from './auth/sign-in.ts';
import { signInLink } from './auth/sign-in-link.ts';
import { signOut } from './auth/sign-out.ts';
import { getSession } from './session/get.ts';

/** Every route of /api/v1. */
export const routes: Route[] = [signIn, signInLink, signOut, getSession];

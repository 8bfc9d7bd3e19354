import { listen, type ChangeEvent } from '../db/listen.ts';

export interface Subscriber {
  tenantId: string;
  onEvent(event: ChangeEvent): void;
  /** Events may be missing: read again. */
  onGap(): void;
}

/** One listening connection per process, handed on to the open streams of each tenant. */
export interface EventHub {
  /** Returns what ends the subscription. */
  subscribe(subscriber: Subscriber): () => void;
  readonly size: number;
  close(): Promise<void>;
}

/** `onAny` hears the changes of all tenants. */
export async function openEventHub(
  databaseUrl: string,
  onAny: (event: ChangeEvent) => void = () => {},
): Promise<EventHub> {
  const subscribers = new Set<Subscriber>();
  const listener = await listen(
    databaseUrl,
    (event) => {
      onAny(event);
      for (const subscriber of subscribers) {
        if (subscriber.tenantId === event.tenant) subscriber.onEvent(event);
      }
    },
    () => subscribers.forEach((subscriber) => subscriber.onGap()),
  );
  return {
    subscribe(subscriber) {
      subscribers.add(subscriber);
      return () => void subscribers.delete(subscriber);
    },
    get size() {
      return subscribers.size;
    },
    close: () => listener.close(),
  };
}

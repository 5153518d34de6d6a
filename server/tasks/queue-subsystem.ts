/** The counters of the queue, as statistics know them. */
export const QUEUE_SUBSYSTEM = 'tasks'

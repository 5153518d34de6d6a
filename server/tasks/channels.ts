/** Called out after a commit that made a task ready; without payload: whoever is idle looks. */
export const TASK_CHANNEL = 'task'
/** Called out with the id of a running task whose cancellation was asked for. */
export const TASK_CANCEL_CHANNEL = 'task-cancel'
/** Called out after a kind was paused or resumed; without payload: workers look at the pauses. */
export const TASK_PAUSE_CHANNEL = 'task-pause'
/** Called out when a task waits for room under a cap, gave up its room, or a cap was set; without payload. */
export const TASK_CAP_CHANNEL = 'task-cap'
/** Called out when a task was asked for that waits for others. */
export const TASK_FOLLOWED_CHANNEL = 'task-followed'
/** Called out with the id of a failed step that is to be put to a provider again. */
export const FAILURE_REPLAY_CHANNEL = 'failure-replay'

import { CreateTask, ListTasks, TaskPage, TaskView } from '#server/contracts/tasks.ts'
import { route } from '#server/http/route.ts'
import { createTask } from '#server/tasks/create-task.ts'
import { listTasks } from '#server/tasks/list-tasks.ts'

export const GET = route(
  {
    tag: 'Tasks',
    summary: 'List tasks',
    access: 'person',
    limit: 'read',
    query: ListTasks,
    output: TaskPage,
  },
  ({ ctx, actor, query }) => listTasks(ctx, actor, query),
)

export const POST = route(
  {
    tag: 'Tasks',
    summary: 'Ask for a job',
    access: 'person',
    limit: 'job',
    input: CreateTask,
    output: TaskView,
    problems: ['not-found'],
    status: 201,
  },
  ({ ctx, actor, input }) => createTask(ctx, actor, input),
)

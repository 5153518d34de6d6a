-- DropIndex
DROP INDEX "Task_claim_idx";

-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "held" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "TaskPause" (
    "workspaceId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "pausedById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TaskPause_pkey" PRIMARY KEY ("workspaceId","kind")
);

-- CreateTable
CREATE TABLE "TaskBulk" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "actorId" UUID,
    "action" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "total" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "TaskBulk_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TaskBulkItem" (
    "bulkId" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "outcome" TEXT,
    "newTaskId" UUID,

    CONSTRAINT "TaskBulkItem_pkey" PRIMARY KEY ("bulkId","taskId")
);

-- CreateTable
CREATE TABLE "ProcessBeat" (
    "id" UUID NOT NULL,
    "process" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ProcessBeat_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "TaskBulk_workspaceId_createdAt_idx" ON "TaskBulk"("workspaceId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "TaskBulk_open_idx" ON "TaskBulk"("createdAt") WHERE ("finishedAt" IS NULL);

-- CreateIndex
CREATE INDEX "TaskBulkItem_open_idx" ON "TaskBulkItem"("bulkId") WHERE (outcome IS NULL);

-- CreateIndex
CREATE INDEX "ProcessBeat_seenAt_idx" ON "ProcessBeat"("seenAt");

-- CreateIndex
CREATE INDEX "AuditEvent_request_idx" ON "AuditEvent"("requestId") WHERE ("requestId" IS NOT NULL);

-- CreateIndex
CREATE INDEX "Interaction_request_idx" ON "Interaction"("requestId") WHERE ("requestId" IS NOT NULL);

-- CreateIndex
CREATE INDEX "Task_ready_idx" ON "Task"("priority" DESC, "userId", "runAt", "id") WHERE (status = 'PENDING' AND NOT held);

-- CreateIndex
CREATE INDEX "Task_pending_kind_idx" ON "Task"("workspaceId", "kind") WHERE (status = 'PENDING');

-- CreateIndex
CREATE INDEX "Task_held_idx" ON "Task"("workspaceId", "kind") WHERE (status = 'PENDING' AND held);

-- CreateIndex
CREATE INDEX "Task_replay_idx" ON "Task"("replayOfId") WHERE ("replayOfId" IS NOT NULL);

-- CreateIndex
CREATE INDEX "Task_finished_idx" ON "Task"("finishedAt") WHERE ("finishedAt" IS NOT NULL);

-- CreateIndex
CREATE INDEX "Task_request_idx" ON "Task"("requestId") WHERE ("requestId" IS NOT NULL);

-- AddForeignKey
ALTER TABLE "TaskPause" ADD CONSTRAINT "TaskPause_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TaskBulk" ADD CONSTRAINT "TaskBulk_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TaskBulkItem" ADD CONSTRAINT "TaskBulkItem_bulkId_fkey" FOREIGN KEY ("bulkId") REFERENCES "TaskBulk"("id") ON DELETE CASCADE ON UPDATE CASCADE;

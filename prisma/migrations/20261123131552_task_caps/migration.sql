-- DropIndex
DROP INDEX "Task_held_idx";

-- DropIndex
DROP INDEX "Task_pending_kind_idx";

-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "queued" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "slot" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "TaskCap" (
    "workspaceId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "total" INTEGER,
    "perPerson" INTEGER,
    "turns" JSONB NOT NULL DEFAULT '{}',
    "setById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TaskCap_pkey" PRIMARY KEY ("workspaceId","kind")
);

-- CreateIndex
CREATE INDEX "Task_pending_state_idx" ON "Task"("workspaceId", "kind", "held", "slot") WHERE (status = 'PENDING');

-- CreateIndex
CREATE INDEX "Task_parked_idx" ON "Task"("workspaceId", "kind") WHERE (status = 'PENDING' AND held AND NOT waits AND NOT queued);

-- CreateIndex
CREATE INDEX "Task_queued_idx" ON "Task"("workspaceId", "kind", "userId", "priority" DESC, "runAt", "id") WHERE (status = 'PENDING' AND queued);

-- AddForeignKey
ALTER TABLE "TaskCap" ADD CONSTRAINT "TaskCap_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AlterTable
ALTER TABLE "Interaction" ADD COLUMN     "partial" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "partial" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE INDEX "Task_partial_idx" ON "Task"("workspaceId", "createdAt" DESC) WHERE (partial);

-- CreateIndex
CREATE INDEX "Task_slot_idx" ON "Task"("workspaceId", "kind", "userId") WHERE (status = 'PENDING' AND slot AND NOT held);

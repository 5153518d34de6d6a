-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "followed" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "waits" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "TaskDependency" (
    "taskId" UUID NOT NULL,
    "afterId" UUID NOT NULL,

    CONSTRAINT "TaskDependency_pkey" PRIMARY KEY ("taskId","afterId")
);

-- CreateIndex
CREATE INDEX "TaskDependency_afterId_idx" ON "TaskDependency"("afterId");

-- CreateIndex
CREATE INDEX "Task_followed_idx" ON "Task"("id") WHERE (followed AND "finishedAt" IS NOT NULL);

-- CreateIndex
CREATE INDEX "Task_waits_idx" ON "Task"("id") WHERE (waits AND status = 'PENDING');

-- AddForeignKey
ALTER TABLE "TaskDependency" ADD CONSTRAINT "TaskDependency_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "Task"("id") ON DELETE CASCADE ON UPDATE CASCADE;

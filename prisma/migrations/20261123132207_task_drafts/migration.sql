-- CreateTable
CREATE TABLE "TaskDraft" (
    "taskId" UUID NOT NULL,
    "documentId" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,

    CONSTRAINT "TaskDraft_pkey" PRIMARY KEY ("taskId")
);

-- AddForeignKey
ALTER TABLE "TaskDraft" ADD CONSTRAINT "TaskDraft_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "Task"("id") ON DELETE CASCADE ON UPDATE CASCADE;

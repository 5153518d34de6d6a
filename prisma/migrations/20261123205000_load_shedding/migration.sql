-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "background" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "QueueShedding" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "since" TIMESTAMPTZ(3),
    "awaitedSeconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "judgedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "QueueShedding_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Task_background_idx" ON "Task"("priority") WHERE (status = 'PENDING' AND background);
